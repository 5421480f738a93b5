// The uwsgi sockets, whoever accepts their connections: limits, bodies before and after the call, clients that leave, answers that break off.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { startNginx } from '../../peers/nginx.js';
import { requirePeer } from '../../peers/peers.js';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { openConnections, openFiles, runTsgi, socketsOf, type Tsgi } from '../run-tsgi.js';
import { uwsgiPacket } from '../uwsgi-bytes.js';

const app = `
import hashlib, os, time

def note(line):
    with open('calls', 'a') as file:
        file.write(line + '\\n')

def until_gate():
    while not os.path.exists('gate'):
        time.sleep(0.01)

def broken():
    yield b'the first half'
    raise RuntimeError('in the middle')

def application(env, start_response):
    path = env['PATH_INFO']
    note(path)
    if path == '/gate':
        until_gate()
    if path == '/sha':
        body = env['wsgi.input'].read()
        start_response('200 OK', [])
        return [('%d %s' % (len(body), hashlib.sha1(body).hexdigest())).encode()]
    start_response('200 OK', [('Content-Type', 'text/plain')])
    if path == '/broken':
        return broken()
    if path == '/big':
        return [b'x' * 20000000]
    return [b'hello']
`;
const files = { 'foobar.py': app };

interface Way {
  readonly options: readonly string[];
  /** Process that holds the connections and bodies of clients. */
  readonly holder: (tsgi: Tsgi) => number;
  /** Of the clients in the queue, as the stats tell: some have left, and the kernel's queue keeps those. */
  readonly waitingOf: (there: number, left: number) => number;
}

export const throughGateway: Way = {
  options: [],
  holder: (tsgi) => tsgi.gatewayPid(),
  waitingOf: (there) => there,
};

export const byWorkers: Way = {
  options: ['--socket-workers'],
  holder: (tsgi) => tsgi.workerPid(1),
  waitingOf: (there, left) => there + left,
};

export function testUwsgiSockets({ options, holder, waitingOf }: Way): void {
  const run = (t: TestContext, ...more: string[]): Promise<Tsgi> => {
    const sockets = ['--socket', '127.0.0.1:0', '--socket', 'app.sock'];
    return runTsgi(t, { options: [...sockets, '--wsgi-file', 'foobar.py', ...options, ...more], files });
  };

  test('limit-post: a body of the limit is taken, one byte more is 413, and its sender reads so', async (t) => {
    const tsgi = await run(t, '--limit-post', '1000');
    for (const address of Object.values(addressesOf(tsgi))) {
      const good = new RawClient(t, address);
      good.send(uwsgiPacket({ REQUEST_METHOD: 'POST', PATH_INFO: '/sha', CONTENT_LENGTH: '1000' }));
      good.send('x'.repeat(1000));
      await good.until(/^HTTP\/1\.1 200 OK[\s\S]*1000 /);
      const bad = new RawClient(t, address);
      bad.send(uwsgiPacket({ REQUEST_METHOD: 'POST', CONTENT_LENGTH: '5000000' }));
      bad.send(Buffer.alloc(5_000_000));
      await bad.until(/^HTTP\/1\.1 413 Content Too Large\r\n/);
      assert.equal(await bad.closed(), 'ended');
    }
    await tsgi.said(/^Invalid \(too big\) CONTENT_LENGTH\. skip\. \(5000000, max 1000\)$/m);
  });

  test('what is malformed or too large is closed, named once in the log, and counted', async (t) => {
    const tsgi = await run(t, '--buffer-size', '4096', '--stats', 'stats.sock');
    for (const [name, bytes, log] of refused) {
      const client = new RawClient(t, tsgi.uwsgi);
      client.send(bytes);
      await client.closed();
      assert.equal(client.received, '', name);
      await waitFor(name, () => tsgi.count(log) === 1);
    }
    const stats = new RawClient(t, join(tsgi.folder, 'stats.sock'));
    await stats.closed();
    assert.match(stats.received, new RegExp(`"rejected":${refused.length}\\b`));
    assert.equal(existsSync(join(tsgi.folder, 'calls')), false);
  });

  test('a packet that stops is closed after socket-timeout, one that is cut at once; a ping is answered', async (t) => {
    const tsgi = await run(t, '--socket-timeout', '1');
    const held = new RawClient(t, tsgi.uwsgi);
    held.send(uwsgiPacket({}).subarray(0, 30));
    const cut = new RawClient(t, tsgi.uwsgi);
    cut.send(uwsgiPacket({}).subarray(0, 30));
    cut.halfClose();
    await Promise.all([held.closed(), cut.closed()]);
    assert.deepEqual([held.received, cut.received], ['', '']);
    const ping = new RawClient(t, tsgi.uwsgi);
    ping.send(Buffer.from([100, 0, 0, 0]));
    await ping.closed();
    assert.deepEqual(Buffer.from(ping.received, 'latin1'), Buffer.from([100, 0, 0, 1]));
  });

  test('without post-buffering the application is called before the body is there', async (t) => {
    const tsgi = await run(t);
    const client = new RawClient(t, tsgi.uwsgi);
    client.send(uwsgiPacket({ REQUEST_METHOD: 'POST', PATH_INFO: '/sha', CONTENT_LENGTH: '10' }));
    await waitFor('the call', () => called(tsgi, '/sha'));
    client.send('0123456789');
    await client.until(/10 87acec17cd9dcd20a716cc2cf67417b71c8a7016/);
  });

  test('post-buffering: the body is here when the application is called, and no core waits for it', async (t) => {
    const tsgi = await run(t, '--post-buffering', '100000');
    let finished = 0;
    for (const size of [10, 99_000, 5_000_000]) {
      const body = randomBytes(size);
      const client = new RawClient(t, tsgi.uwsgi);
      client.send(uwsgiPacket({ REQUEST_METHOD: 'POST', PATH_INFO: '/sha', CONTENT_LENGTH: String(size) }));
      client.send(body.subarray(0, size - 1));
      const other = new RawClient(t, tsgi.uwsgi);
      other.send(uwsgiPacket({ PATH_INFO: '/other' }));
      await other.until(/hello$/);
      assert.equal(readCalls(tsgi).filter((path) => path === '/sha').length, finished);
      client.send(body.subarray(size - 1));
      await client.until(new RegExp(`${size} ${createHash('sha1').update(body).digest('hex')}`));
      finished += 1;
    }
    assert.equal(spooledBy(holder(tsgi)), 0);
  });

  test('post-buffering: a body that never comes is 408, and one whose client leaves is forgotten', async (t) => {
    const tsgi = await run(t, '--post-buffering', '100', '--socket-timeout', '1');
    const silent = new RawClient(t, tsgi.uwsgi);
    silent.send(uwsgiPacket({ REQUEST_METHOD: 'POST', PATH_INFO: '/sha', CONTENT_LENGTH: '500' }));
    silent.send('x'.repeat(200));
    const leaving = new RawClient(t, tsgi.uwsgi);
    leaving.send(uwsgiPacket({ REQUEST_METHOD: 'POST', PATH_INFO: '/sha', CONTENT_LENGTH: '500' }));
    leaving.send('x'.repeat(200));
    leaving.close();
    await silent.until(/^HTTP\/1\.1 408 /);
    await tsgi.said(
      /^\[uwsgi-body-read\] Error reading \d+ bytes\. Content-Length: 500 .* message: Timeout$/m,
    );
    await waitFor('no file', () => spooledBy(holder(tsgi)) === 0);
    assert.equal(called(tsgi, '/sha'), false);
  });

  for (const kind of ['tcp', 'unix'] as const) {
    test(`a client that leaves while it is queued never reaches the application, ${kind}`, async (t) => {
      const tsgi = await run(t, '--stats', 'stats.sock');
      const address = addressesOf(tsgi)[kind];
      const running = new RawClient(t, address);
      running.send(uwsgiPacket({ PATH_INFO: '/gate' }));
      await waitFor('a busy core', () => called(tsgi, '/gate'));
      const leaving = new RawClient(t, address);
      leaving.send(uwsgiPacket({ PATH_INFO: '/left' }));
      const withBody = new RawClient(t, address);
      withBody.send(uwsgiPacket({ REQUEST_METHOD: 'POST', PATH_INFO: '/left-body', CONTENT_LENGTH: '5' }));
      withBody.send('12345');
      const staying = new RawClient(t, address);
      staying.send(uwsgiPacket({ PATH_INFO: '/stayed' }));
      await waitFor('three in the queue', async () => (await waitingIn(t, tsgi)) === 3);
      leaving.close();
      withBody.close();
      await waitFor('the queue', async () => (await waitingIn(t, tsgi)) === waitingOf(1, 2));
      writeFileSync(join(tsgi.folder, 'gate'), '');
      await staying.until(/hello$/);
      assert.deepEqual(readCalls(tsgi), ['/gate', '/stayed']);
    });
  }

  test('an answer of open length that breaks off: a reset over TCP, no end over a unix socket', async (t) => {
    const tsgi = await run(t);
    const { tcp, unix } = addressesOf(tsgi);
    const python = requirePeer(t, 'python3');
    if (python === null) return;
    writeFileSync(join(tsgi.folder, 'request'), uwsgiPacket({ PATH_INFO: '/broken' }));
    const seen = spawnSync(python, ['-c', endings, ...tcp.split(':'), 'request'], { cwd: tsgi.folder });
    assert.equal(seen.stdout.toString(), 'the first half, ConnectionResetError\n'.repeat(20));
    const overUnix = new RawClient(t, unix);
    overUnix.send(uwsgiPacket({ PATH_INFO: '/broken' }));
    await overUnix.until(/the first half$/);
    await waitFor('both in the log', () => tsgi.count(/GET \/broken => /g) === 21);
    assert.equal(overUnix.state, 'open');
    // The core is free, and a stop does not wait for such a client.
    const next = new RawClient(t, unix);
    next.send(uwsgiPacket({}));
    await next.until(/hello$/);
    tsgi.signal('SIGTERM');
    assert.equal(await tsgi.exitCode(30_000), 0);
  });

  test('nginx takes an answer that breaks off over a unix socket for an error', async (t) => {
    const tsgi = await run(t);
    const nginx = await startNginx(t, `unix:${join(tsgi.folder, 'app.sock')}`, 'uwsgi_read_timeout 1s;');
    if (nginx === null) return;
    const response = await fetch(`http://${nginx.address}/broken`);
    await assert.rejects(response.text());
  });

  test('an answer that nobody takes is given up after http-timeout', async (t) => {
    const tsgi = await run(t, '--http-timeout', '1');
    const client = new RawClient(t, tsgi.uwsgi);
    client.send(uwsgiPacket({ PATH_INFO: '/big' }));
    client.pause();
    await waitFor('the call', () => called(tsgi, '/big'));
    await waitFor('no connection', () => openConnections(tsgi.uwsgi) === 0);
    await tsgi.said(/ GET \/big => /);
  });

  test('the connection is gone after the answer, also when the client keeps its side open', async (t) => {
    const tsgi = await run(t);
    const first = new RawClient(t, tsgi.uwsgi);
    first.send(uwsgiPacket({}));
    await first.closed();
    const before = socketsOf(holder(tsgi));
    for (const address of Object.values(addressesOf(tsgi))) {
      for (const surplus of ['', 'more than was announced']) {
        const client = new RawClient(t, address);
        client.send(Buffer.concat([uwsgiPacket({}), Buffer.from(surplus)]));
        await client.until(/hello$/);
        assert.equal(await client.closed(), 'ended');
      }
    }
    await waitFor('no connection', () => socketsOf(holder(tsgi)) === before);
  });

  test('a client that connects and says nothing does not hold a stop up', async (t) => {
    const tsgi = await run(t, '--socket-timeout', '60');
    const client = new RawClient(t, tsgi.uwsgi);
    client.send('\0');
    await waitFor('the connection', () => openConnections(tsgi.uwsgi) === 1);
    tsgi.signal('SIGTERM');
    assert.equal(await tsgi.exitCode(30_000), 0);
  });

  test('variables that would load code are not obeyed, which is said once', async (t) => {
    const tsgi = await run(t);
    for (let round = 0; round < 2; round += 1) {
      const client = new RawClient(t, tsgi.uwsgi);
      client.send(uwsgiPacket({ UWSGI_FILE: 'exec://touch pwned', UWSGI_CHDIR: '/', UWSGI_SETENV: 'A=b' }));
      await client.until(/hello$/);
    }
    await tsgi.said(/^\*\*\* UWSGI_SETENV in a request is ignored/m);
    assert.equal(tsgi.count(/^\*\*\* UWSGI_FILE in a request is ignored/gm), 1);
    assert.equal(existsSync(join(tsgi.folder, 'pwned')), false);
  });

  test('UWSGI_APPID names one of the mounted applications', async (t) => {
    const named = (name: string) => `
def application(env, start_response):
    start_response('200 OK', [])
    return [b'${name}']
`;
    const mounts = ['--mount', '/a=a.py', '--mount', '/b=b.py'];
    const tsgi = await runTsgi(t, {
      options: ['--socket', '127.0.0.1:0', ...options, ...mounts],
      files: { 'a.py': named('app a'), 'b.py': named('app b') },
    });
    for (const [appId, answer] of [
      ['/b', 'app b'],
      ['/a', 'app a'],
      ['/nothing', 'app a'],
    ] as const) {
      const client = new RawClient(t, tsgi.uwsgi);
      client.send(uwsgiPacket({ UWSGI_APPID: appId }));
      await client.until(new RegExp(`${answer}$`));
    }
  });

  test('control characters of a client do not reach the log, whoever writes the line', async (t) => {
    const tsgi = await run(t, '--harakiri', '1');
    const evil = '/x\u001b[2J\nHARAKIRI [core 9] forged\u009b1m';
    const client = new RawClient(t, tsgi.uwsgi);
    client.send(uwsgiPacket({ PATH_INFO: '/gate', REQUEST_URI: evil, REMOTE_ADDR: '\u001b]0;title\u0007' }));
    await client.until(/^HTTP\/1\.1 504 /);
    await tsgi.said(/HARAKIRI \[core 0\] \\x1b\]0;title\\x07 - GET \/x\\x1b\[2J\\x0aHARAKIRI/);
    await tsgi.said(/Respawned/);
    assert.doesNotMatch(tsgi.log, /\u001b|^HARAKIRI \[core 9\]/m);
  });
}

/** Both ways to reach it. */
function addressesOf(tsgi: Tsgi): Record<'tcp' | 'unix', string> {
  return { tcp: tsgi.uwsgi, unix: join(tsgi.folder, 'app.sock') };
}

function called(tsgi: Tsgi, path: string): boolean {
  return existsSync(join(tsgi.folder, 'calls')) && readCalls(tsgi).includes(path);
}

const refused: readonly (readonly [name: string, bytes: Buffer, log: RegExp])[] = [
  [
    'a packet above buffer-size',
    uwsgiPacket({ HTTP_COOKIE: 'c'.repeat(5000) }),
    /^invalid request block size: \d{4} \(max 4096\)\.\.\.skip$/gm,
  ],
  [
    'HTTP',
    Buffer.from('GET / HTTP/1.1\r\nHost: test\r\n\r\n'),
    /^invalid request block size: 21573 \(max 4096\)\.\.\.skip \(HTTP spoken to a uwsgi socket\?\)$/gm,
  ],
  ['a packet without variables', Buffer.from([0, 0, 0, 0]), /^Empty python request\. skip\.$/gm],
  [
    'a length past the end',
    Buffer.from([0, 5, 0, 0, 200, 0, 65, 65, 65]),
    /^invalid uwsgi request \(current strsize: 5\)\. skip\.$/gm,
  ],
  ['a modifier that nobody has', Buffer.from([9, 1, 0, 0, 0]), /^-- unavailable modifier requested: 9 --$/gm],
];

/** The ends of twenty answers. Node takes a reset that comes together with data for a clean end. */
const endings = `
import socket, sys
for _ in range(20):
    with socket.create_connection((sys.argv[1], int(sys.argv[2])), 10) as link:
        link.sendall(open(sys.argv[3], 'rb').read())
        answer, end = b'', 'a clean end'
        try:
            for block in iter(lambda: link.recv(4096), b''):
                answer += block
        except OSError as error:
            end = type(error).__name__
        print(answer.split(b'\\r\\n\\r\\n')[1].decode(), end, sep=', ')
`;

function readCalls(tsgi: Tsgi): string[] {
  return readFileSync(join(tsgi.folder, 'calls'), 'utf8').split('\n').filter(Boolean);
}

/** Requests in the queue, as the stats tell. */
async function waitingIn(t: TestContext, tsgi: Tsgi): Promise<number> {
  const client = new RawClient(t, join(tsgi.folder, 'stats.sock'));
  await client.closed();
  const { listen_queue: waiting } = JSON.parse(client.received) as { listen_queue: number };
  return waiting;
}

/** Bodies that it keeps in files. */
function spooledBy(pid: number): number {
  return openFiles(pid).filter((target) => target.includes('tsgi-body-')).length;
}
