// Bodies in both directions: passed on as they come, with bounded memory, and with the client's leaving noticed.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { runTsgi } from '../run-tsgi.js';

const app = `
import hashlib, os, time

class Blocks:
    def __init__(self, blocks, note):
        self.blocks, self.note = iter(blocks), note
    def __iter__(self):
        return self
    def __next__(self):
        return next(self.blocks)
    def close(self):
        with open(self.note, 'a') as file:
            file.write('closed\\n')

def gated(name, last):
    yield b'first\\n'
    while not os.path.exists(name):
        time.sleep(0.01)
    yield last

def forever():
    while True:
        yield b'x' * 65536

def counted():
    for number in range(1000):
        with open('produced', 'w') as file:
            file.write(str(number))
        yield b'x' * 100000

def application(env, start_response):
    path = env['PATH_INFO']
    plain = [('Content-Type', 'text/plain')]
    if path == '/gated':
        start_response('200 OK', plain)
        return gated('gate', b'second\\n')
    if path == '/write':
        write = start_response('200 OK', plain)
        write(b'written\\n')
        return gated('gate', b'yielded\\n')
    if path == '/forever':
        start_response('200 OK', plain)
        return Blocks(forever(), 'note')
    if path == '/counted':
        start_response('200 OK', plain)
        return Blocks(counted(), 'note')
    if path == '/sha':
        body, size = hashlib.sha1(), 0
        while True:
            data = env['wsgi.input'].read(65536)
            if not data:
                break
            body.update(data)
            size += len(data)
        answer = ('%d %s' % (size, body.hexdigest())).encode()
        start_response('200 OK', plain)
        return [answer]
    if path == '/broken':
        start_response('200 OK', plain)
        return (1 // number for number in (1, 0))
    if path == '/half':
        start_response('200 OK', plain)
        def half():
            yield b'half'
            while not os.path.exists('gate'):
                time.sleep(0.01)
            raise RuntimeError('in the middle')
        return half()
    if path == '/short':
        start_response('200 OK', plain + [('Content-Length', '50')])
        return [b'12345']
    start_response('200 OK', plain)
    return [env.get('HTTP_X_R', 'ok').encode('latin-1')]
`;
const files = { 'foobar.py': app };
const options = [
  '--http',
  '127.0.0.1:0',
  '--wsgi-file',
  'foobar.py',
  '--threads',
  '2',
  '--post-buffering',
  '100000',
];
const head = 'HTTP/1.1\r\nHost: test\r\n';

for (const [path, first] of [
  ['/gated', 'first\n'],
  ['/write', 'written\n'],
] as const) {
  test(`${path}: what is there is sent before the next block is asked for`, async (t) => {
    const tsgi = await runTsgi(t, { options, files });
    const client = new RawClient(t, tsgi.http);
    client.send(`GET ${path} ${head}Connection: close\r\n\r\n`);
    await client.until(new RegExp(first));
    assert.doesNotMatch(client.received, /second|yielded/);
    writeFileSync(join(tsgi.folder, 'gate'), '');
    await client.until(/(?:second|yielded)\n\r\n0\r\n\r\n/);
  });
}

test('close() runs once when the client leaves in the middle of a stream', async (t) => {
  const tsgi = await runTsgi(t, { options, files });
  const client = new RawClient(t, tsgi.http);
  client.send(`GET /forever ${head}\r\n`);
  await client.until(/xxxx/);
  client.reset();
  const note = join(tsgi.folder, 'note');
  await waitFor('close()', () => existsSync(note));
  assert.equal((await tsgi.get('/')).status, 200);
  assert.equal(readFileSync(note, 'utf8'), 'closed\n');
});

for (const [name, spool, isHeld] of [
  ['is waited for without a spool file', '0', true],
  ['holds no core: its answer goes to a spool file', '1G', false],
  ['holds its core when the spool file is full', '40M', true],
] as const) {
  test(`a client that does not read ${name}, and gets everything when it does`, async (t) => {
    const more = ['--http-socket', 'web.sock', '--response-spool', spool];
    const tsgi = await runTsgi(t, { options: [...options, ...more], files });
    // Not over TCP: how a kernel goes on after a closed window is its own affair, and slow at times.
    const client = new RawClient(t, join(tsgi.folder, 'web.sock'));
    client.pause();
    client.send(`GET /counted ${head}Connection: close\r\n\r\n`);
    const produced = () => {
      const path = join(tsgi.folder, 'produced');
      return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
    };
    if (isHeld) {
      await standsStill(produced);
      // 100 MB in all; the rest of it is not in anybody's memory.
      assert.ok(produced() < 300, `${produced()} blocks of 100 KB taken`);
    } else await waitFor('all of it', () => produced() === 999);
    assert.equal((await tsgi.get('/')).status, 200);
    assert.ok(residentMegabytes(tsgi.gatewayPid()) < 150);
    client.resume();
    await client.closed(30_000);
    assert.equal(produced(), 999);
    assert.equal(
      [...client.received.matchAll(/xx+/g)].reduce((sum, [run]) => sum + run.length, 0),
      100_000_000,
    );
  });
}

test('a body is gathered in memory or in a file, whole either way', async (t) => {
  const tsgi = await runTsgi(t, { options, files });
  for (const size of [1, 65_536, 65_537, 100_000, 100_001, 5_000_000]) {
    const body = Buffer.from(Array.from({ length: size }, (_, at) => (at * 7) & 0xff));
    const client = new RawClient(t, tsgi.http);
    client.send(`POST /sha ${head}Connection: close\r\nContent-Length: ${size}\r\n\r\n`);
    client.send(body);
    const sum = createHash('sha1').update(body).digest('hex');
    await client.until(new RegExp(`${size} ${sum}$`));
  }
});

test('a client that sends its body slowly holds no core', async (t) => {
  const one = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--processes', '1', '--threads', '1'];
  const tsgi = await runTsgi(t, { options: one, files });
  const slow = new RawClient(t, tsgi.http);
  slow.send(`POST /sha ${head}Content-Length: 10\r\n\r\n12345`);
  assert.equal((await tsgi.get('/')).status, 200);
  slow.send('67890');
  await slow.until(/\r\n\r\n10 [0-9a-f]{40}/);
});

test('an error in the middle of a stream cuts it, so that the client can tell', async (t) => {
  const tsgi = await runTsgi(t, { options, files });
  const chunked = new RawClient(t, tsgi.http);
  chunked.send(`GET /half ${head}\r\n`);
  const open = new RawClient(t, tsgi.http);
  open.send('GET /half HTTP/1.0\r\n\r\n');
  for (const client of [chunked, open]) await client.until(/half/);
  writeFileSync(join(tsgi.folder, 'gate'), '');
  await chunked.closed();
  assert.match(chunked.received, /half\r\n/);
  assert.doesNotMatch(chunked.received, /0\r\n\r\n$/);
  assert.equal(await open.closed(), 'reset');
  await tsgi.said(/RuntimeError: in the middle/);
});

test('an error before the first block is a complete 500', async (t) => {
  const tsgi = await runTsgi(t, { options, files });
  const answer = await tsgi.get('/broken');
  assert.equal(answer.status, 500);
  assert.equal(answer.body, 'Internal Server Error');
  await tsgi.said(/the application must yield bytes, not int/);
});

test('an answer shorter than its Content-Length closes the connection and says why in the log', async (t) => {
  const tsgi = await runTsgi(t, { options, files });
  const client = new RawClient(t, tsgi.http);
  client.send(`GET /short ${head}\r\n`);
  await client.closed();
  assert.match(client.received, /Content-Length: 50\r\n[\s\S]*12345$/);
  await tsgi.said(/\/short: the application's answer: sent 45 bytes less than Content-Length announced/);
});

test('requests that are pipelined are answered in order, one after the other', async (t) => {
  const tsgi = await runTsgi(t, { options, files });
  const client = new RawClient(t, tsgi.http);
  client.send([1, 2, 3, 4, 5].map((n) => `GET / ${head}X-R: <${n}>\r\n\r\n`).join(''));
  await client.until(/<5>/);
  assert.deepEqual(
    [...client.received.matchAll(/<(\d)>/g)].map(([, n]) => n),
    ['1', '2', '3', '4', '5'],
  );
});

/** Of a number that grows as long as somebody takes what is made. */
async function standsStill(count: () => number): Promise<void> {
  let before = -1;
  await waitFor('the application to stop', async () => {
    const still = count() === before && before > 0;
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 200));
    return still;
  });
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
