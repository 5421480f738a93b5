// `--socket-workers`: workers accept the connections of uwsgi sockets themselves. What clients, the log and the stats
// see is what they see of a gateway, as far as the table in the README does not say otherwise.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { readServerStats } from '../read-server-stats.js';
import { descendants, openConnections, runTsgi, type Tsgi } from '../run-tsgi.js';
import { uwsgiPacket } from '../uwsgi-bytes.js';

const application = `
import hashlib, os, threading, time

def note(line):
    with open('calls', 'a') as file:
        file.write(line + '\\n')

def application(env, start_response):
    path = env['PATH_INFO']
    note(path)
    if path == '/gate':
        while not os.path.exists('gate'):
            time.sleep(0.01)
    if path.startswith('/sleep/'):
        time.sleep(float(path[7:]))
    if path == '/stuck':
        time.sleep(60)
    if path == '/fork' and os.fork() == 0:
        while not os.path.exists('grown-up'):
            time.sleep(0.01)
        os._exit(0)
    if path == '/sha':
        body = env['wsgi.input'].read()
        start_response('200 OK', [])
        return [('%d %s' % (len(body), hashlib.sha1(body).hexdigest())).encode()]
    if path == '/raise':
        raise RuntimeError('on purpose')
    if path == '/late':
        write = start_response('200 OK', [('Content-Length', '5')])
        def later():
            time.sleep(0.3)
            try:
                write(b'for somebody else')
            except Exception as error:
                note('late: ' + type(error).__name__)
        threading.Thread(target=later).start()
        return [b'early']
    if path == '/file':
        start_response('200 OK', [])
        return env['wsgi.file_wrapper'](open('large', 'rb'))
    if path == '/broken':
        def broken():
            yield b'the first half'
            raise RuntimeError('in the middle')
        start_response('200 OK', [])
        return broken()
    if path == '/big':
        start_response('200 OK', [])
        return [b'x' * 20000000]
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello']
`;

const run = (t: TestContext, ...options: string[]) => start(t, ['--socket-workers', ...options]);
const runThroughGateway = (t: TestContext, ...options: string[]) => start(t, options);

async function start(t: TestContext, options: readonly string[]): Promise<Tsgi> {
  const sockets = ['--socket', '127.0.0.1:0', '--socket', 'app.sock', '--stats', 'stats.sock'];
  const processes = Number(options[options.indexOf('--processes') + 1] ?? 1);
  return runTsgi(t, {
    options: [...sockets, '--wsgi-file', 'foobar.py', ...options],
    files: { 'foobar.py': application },
    workers: options.includes('--processes') ? processes : 1,
  });
}

function ask(t: TestContext, address: string, path: string, body?: Buffer): RawClient {
  const client = new RawClient(t, address);
  const length = body === undefined ? {} : { CONTENT_LENGTH: `${body.length}`, REQUEST_METHOD: 'POST' };
  client.send(Buffer.concat([uwsgiPacket({ PATH_INFO: path, ...length }), body ?? Buffer.alloc(0)]));
  return client;
}

async function answerTo(t: TestContext, address: string, path: string): Promise<string> {
  const client = ask(t, address, path);
  await client.closed(20_000);
  client.close(); // many reloads are asked more often than a process may have descriptors
  return client.received;
}

function calls(tsgi: Tsgi): string[] {
  const path = join(tsgi.folder, 'calls');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

test('answers, bodies and files over both kinds of socket; log and stats tell of them', async (t) => {
  const tsgi = await run(t, '--processes', '2', '--threads', '2', '--add-header', 'X-More: yes');
  const large = randomBytes(3_000_000);
  writeFileSync(join(tsgi.folder, 'large'), large);
  for (const address of [tsgi.uwsgi, join(tsgi.folder, 'app.sock')]) {
    assert.match(
      await answerTo(t, address, '/'),
      /^HTTP\/1\.1 200 OK\r\n(?=[\s\S]*X-More: yes\r\n)[\s\S]*\r\n\r\nhello$/,
    );
    assert.match(await answerTo(t, address, '/raise'), /^HTTP\/1\.1 500 /);
    for (const size of [1, 70_000, 2_000_000]) {
      const body = randomBytes(size);
      const client = ask(t, address, '/sha', body);
      await client.until(new RegExp(`${size} ${createHash('sha1').update(body).digest('hex')}`));
    }
    const file = await answerTo(t, address, '/file');
    assert.equal(file.slice(file.indexOf('\r\n\r\n') + 4), large.toString('latin1'));
  }
  await waitFor(
    'ten lines',
    () => tsgi.count(/^\[pid: \d+\|app: 0\|req: \d+\/\d+\] 127\.0\.0\.1 \(\) /gm) === 12,
  );
  const { workers } = await readServerStats(join(tsgi.folder, 'stats.sock'));
  const sum = (value: (worker: (typeof workers)[number]) => number) =>
    workers.reduce((total, worker) => total + value(worker), 0);
  assert.deepEqual([sum((worker) => worker.requests), sum((worker) => worker.exceptions)], [12, 2]);
  assert.deepEqual([sum(({ answers }) => answers['2xx']), sum(({ answers }) => answers['5xx'])], [10, 2]);
});

test('stats show a request in hand; a client that leaves while it waits never reaches the application', async (t) => {
  const tsgi = await run(t);
  const running = ask(t, tsgi.uwsgi, '/gate');
  await waitFor('the call', () => calls(tsgi).includes('/gate'));
  const stats = new RawClient(t, join(tsgi.folder, 'stats.sock'));
  await stats.closed();
  assert.match(stats.received, /"PATH_INFO=\/gate"/);
  assert.match(stats.received, /"status":"busy"/);
  const addresses = [tsgi.uwsgi, join(tsgi.folder, 'app.sock')];
  const leaving = addresses.map((address) => ask(t, address, '/left'));
  const staying = addresses.map((address) => ask(t, address, '/stayed'));
  await waitFor(
    'the queue',
    async () => (await readServerStats(join(tsgi.folder, 'stats.sock'))).listen_queue === 4,
  );
  for (const client of leaving) client.close();
  writeFileSync(join(tsgi.folder, 'gate'), '');
  await Promise.all([running, ...staying].map((client) => client.until(/hello$/)));
  assert.deepEqual(calls(tsgi), ['/gate', '/stayed', '/stayed']);
});

test('harakiri: 504, the lines, one worker less for a moment; its other request is answered', async (t) => {
  const tsgi = await run(t, '--threads', '2', '--harakiri', '2');
  const stuck = ask(t, tsgi.uwsgi, '/stuck');
  await waitFor('the call', () => calls(tsgi).includes('/stuck'));
  await new Promise((resolve) => setTimeout(resolve, 1300));
  const other = ask(t, tsgi.uwsgi, '/sleep/0.9');
  await stuck.until(/^HTTP\/1\.1 504 Gateway Timeout\r\n/);
  await other.until(/hello$/);
  await tsgi.said(/HARAKIRI \[core \d\] 127\.0\.0\.1 - GET \/stuck since \d+/);
  await tsgi.said(/Respawned uWSGI worker 1/);
  assert.match(await answerTo(t, tsgi.uwsgi, '/'), /hello$/);
});

const RELOADS = process.env['EVERY_RELOAD'] === '1' ? 200 : 10;

for (const way of ['by workers', 'through a gateway'] as const) {
  test(`${RELOADS} reloads, spent workers, killed workers and gateways under load, ${way}`, async (t) => {
    const size = ['--processes', '2', '--threads', '2', '--disable-logging'];
    const spent = ['--max-requests', '400', '--max-requests-delta', '0'];
    const tsgi = await (way === 'by workers' ? run : runThroughGateway)(t, ...size, ...spent);
    const addresses = [tsgi.uwsgi, join(tsgi.folder, 'app.sock')];
    let stopped = false;
    let done = 0;
    const failures: string[] = [];
    const clients = [0, 1, 2, 3].map(async (index) => {
      while (!stopped) {
        const answer = await answerTo(t, addresses[index % 2] ?? '', index === 0 ? '/sleep/0.02' : '/');
        if (answer.endsWith('hello')) done += 1;
        else failures.push(answer);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    });
    for (let reload = 0; reload < RELOADS; reload += 1) {
      const before = tsgi.workerPid(2);
      tsgi.signal('SIGHUP');
      await waitFor(`reload ${reload + 1}`, () => tsgi.workerPid(2) !== before);
    }
    await waitFor('a spent worker', () => tsgi.count(/The work of process \d+ is done\. Seeya!/g) > 0);
    assert.deepEqual(failures, []);
    const gateway = tsgi.gatewayPid();
    process.kill(gateway, 'SIGKILL');
    await waitFor('another gateway', () => tsgi.gatewayPid() !== gateway);
    const then = done;
    await waitFor('service', () => done > then + 50);
    // One for each client, at most: what a gateway held.
    assert.ok(failures.length <= (way === 'by workers' ? 0 : 4), `${failures.length} failed`);
    const before = failures.length;
    const victim = tsgi.workerPid(1);
    process.kill(victim, 'SIGKILL');
    await waitFor('another worker', () => tsgi.workerPid(1) !== victim);
    const later = done;
    await waitFor('service', () => done > later + 50);
    stopped = true;
    await Promise.all(clients);
    assert.ok(failures.length <= before + 2, `${failures.length} failed`);
    await waitFor('the old generations to end', () => descendants(tsgi.pid).length === 4);
  });
}

test('late words, forks, clients that take nothing, answers that break off, pings and what is refused', async (t) => {
  const tsgi = await run(
    t,
    '--threads',
    '3',
    '--http-timeout',
    '1',
    '--socket-timeout',
    '1',
    '--limit-post',
    '1000',
  );
  assert.match(await answerTo(t, tsgi.uwsgi, '/late'), /\r\n\r\nearly$/);
  await waitFor('the late word', () => calls(tsgi).includes('late: RequestOver'));
  const forked = ask(t, tsgi.uwsgi, '/fork');
  // The child, which still lives, does not hold the connection.
  await forked.closed();
  writeFileSync(join(tsgi.folder, 'grown-up'), '');
  assert.match(forked.received, /hello$/);
  const slow = ask(t, tsgi.uwsgi, '/big');
  slow.pause();
  await waitFor('the call', () => calls(tsgi).includes('/big'));
  await tsgi.said(/ GET \/big => /);
  slow.close();
  const overUnix = ask(t, join(tsgi.folder, 'app.sock'), '/broken');
  await overUnix.until(/the first half$/);
  const held = new RawClient(t, tsgi.uwsgi);
  held.send(uwsgiPacket({}).subarray(0, 30));
  await held.closed();
  const ping = new RawClient(t, tsgi.uwsgi);
  ping.send(Buffer.from([100, 0, 0, 0]));
  await ping.closed();
  assert.deepEqual(Buffer.from(ping.received, 'latin1'), Buffer.from([100, 0, 0, 1]));
  const large = ask(t, tsgi.uwsgi, '/sha', Buffer.alloc(1_000_000));
  await large.until(/^HTTP\/1\.1 413 /);
  const http = new RawClient(t, tsgi.uwsgi);
  http.send('GET / HTTP/1.1\r\nHost: test\r\n\r\n');
  await http.closed();
  await tsgi.said(/\(HTTP spoken to a uwsgi socket\?\)$/m);
  assert.equal(overUnix.state, 'open');
  await waitFor('no connection', () => openConnections(tsgi.uwsgi) === 0);
});

test('a pause accepts nothing, and a stop answers what waits', async (t) => {
  const tsgi = await run(t, '--processes', '2');
  tsgi.signal('SIGTSTP');
  await tsgi.said(/\*\*\* PAUSE/);
  await waitFor('the pause', async () => (await pausedWorkers(tsgi)) === 2);
  const waiting = ask(t, tsgi.uwsgi, '/');
  await waitFor(
    'the queue',
    async () => (await readServerStats(join(tsgi.folder, 'stats.sock'))).listen_queue === 1,
  );
  tsgi.signal('SIGTSTP');
  await waiting.until(/hello$/);
  const slow = [ask(t, tsgi.uwsgi, '/sleep/0.5'), ask(t, tsgi.uwsgi, '/sleep/0.5')];
  await waitFor('both', () => calls(tsgi).filter((path) => path.startsWith('/sleep')).length === 2);
  const last = ask(t, tsgi.uwsgi, '/');
  await waitFor(
    'the queue',
    async () => (await readServerStats(join(tsgi.folder, 'stats.sock'))).listen_queue === 1,
  );
  tsgi.signal('SIGTERM');
  await Promise.all([...slow, last].map((client) => client.until(/hello$/)));
  assert.equal(await tsgi.exitCode(30_000), 0);
});

test('a socket for HTTP besides: the gateway serves all of them, which is said', async (t) => {
  const options = [
    '--http',
    '127.0.0.1:0',
    '--socket',
    'app.sock',
    '--socket-workers',
    '--wsgi-file',
    'foobar.py',
  ];
  const tsgi = await runTsgi(t, { options, files: { 'foobar.py': application } });
  await tsgi.said(/--socket-workers is not possible: there is a socket for HTTP besides/);
  assert.match(await answerTo(t, join(tsgi.folder, 'app.sock'), '/'), /hello$/);
  assert.equal((await tsgi.get('/')).body, 'hello');
});

async function pausedWorkers(tsgi: Tsgi): Promise<number> {
  const { workers } = await readServerStats(join(tsgi.folder, 'stats.sock'));
  return workers.filter((worker) => 'status' in worker && worker.status === 'pause').length;
}
