// HTTP clients that take nothing, leave, or ask for what goes wrong; and a server without room.

import assert from 'node:assert/strict';
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { makeFolder, openConnections, runTsgi, type Tsgi } from '../run-tsgi.js';

const app = `
import time

def slow():
    yield b'first'
    time.sleep(1.5)
    yield b'second'

def small():
    with open('produced', 'a') as file:
        for number in range(200000):
            file.write('.')
            file.flush()
            yield b'x' * 50

def broken():
    yield b'half'
    raise RuntimeError('in the middle')

streams = {'/slow-stream': slow, '/small': small, '/broken': broken}

def application(env, start_response):
    body = env['wsgi.input'].read()
    if env['PATH_INFO'] in ('/big', '/mega'):
        start_response('200 OK', [])
        return [b'x' * (8000000 if env['PATH_INFO'] == '/big' else 900000)]
    if env['PATH_INFO'] in streams:
        start_response('200 OK', [])
        return streams[env['PATH_INFO']]()
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'%d bytes' % len(body)]
`;
const addressApp = `
def application(env, start_response):
    start_response('200 OK', [])
    return [env['REMOTE_ADDR'].encode()]
`;
const files = { 'foobar.py': app };
const head = 'HTTP/1.1\r\nHost: test\r\n';

function run(t: TestContext, ...options: string[]): Promise<Tsgi> {
  return runTsgi(t, { options: ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', ...options], files });
}

test('an answer that nobody takes is given up after http-timeout', async (t) => {
  const tsgi = await run(t, '--http-timeout', '1');
  const client = new RawClient(t, tsgi.http);
  client.send(`GET /big ${head}\r\n`);
  client.pause();
  await tsgi.said(/ GET \/big => /);
  await waitFor('the end of the connection', () => openConnections(tsgi.http) === 0);
});

test('a stream is silent for longer than http-timeout and goes on: only its first byte is waited for', async (t) => {
  const tsgi = await run(t, '--http-timeout', '1');
  const client = new RawClient(t, tsgi.http);
  client.send(`GET /slow-stream ${head}\r\n`);
  await client.until(/first[\s\S]*second[\s\S]*0\r\n\r\n$/);
});

test('many small blocks for a client that does not read leave the log clean', async (t) => {
  const tsgi = await run(t);
  const client = new RawClient(t, tsgi.http);
  client.send(`GET /small ${head}Connection: close\r\n\r\n`);
  client.pause();
  await waitFor('a held application', () => standsStill(join(tsgi.folder, 'produced')));
  client.resume();
  await client.until(/0\r\n\r\n$/);
  assert.doesNotMatch(tsgi.log, /Warning/);
});

test('an answer that breaks off behind one that is still on its way ends the connection', async (t) => {
  const tsgi = await runTsgi(t, {
    options: ['--http-socket', 'web.sock', '--wsgi-file', 'foobar.py'],
    files,
  });
  const client = new RawClient(t, join(tsgi.folder, 'web.sock'));
  client.send(`GET /mega ${head}\r\nGET /broken ${head}\r\n`);
  await client.closed();
  await tsgi.said(/RuntimeError: in the middle/);
  assert.match(client.received, /half/);
  assert.doesNotMatch(client.received, /half[\s\S]*0\r\n\r\n$/);
});

test('malformed requests: the status that says why, the end of the connection, counted', async (t) => {
  const tsgi = await run(t, '--stats', 'stats.sock');
  const cases = [
    [`GET / HTTP/1.1\r\n\r\n`, 400],
    [`GET / ${head}Host: other\r\n\r\n`, 400],
    [`GET / HTTP/1.1\r\nHost: a, b\r\n\r\n`, 400],
    [`GET noslash ${head}\r\n`, 400],
    [`GET /#part ${head}\r\n`, 400],
    [`GET * ${head}\r\n`, 400],
    [`POST / ${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    [`POST / ${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
    [`POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    [`GET / ${head} folded: x\r\n\r\n`, 400],
    [`nonsense\r\n\r\n`, 400],
    [`GET / HTTP/2.0\r\nHost: test\r\n\r\n`, 505],
  ] as const;
  for (const [request, status] of cases) {
    const client = new RawClient(t, tsgi.http);
    client.send(request);
    await client.until(new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.equal(await client.closed(), 'ended', request);
  }
  const stats = new RawClient(t, join(tsgi.folder, 'stats.sock'));
  await stats.closed();
  assert.match(stats.received, new RegExp(`"rejected":${cases.length}\\b`));
  assert.doesNotMatch(tsgi.log, /=> generated/);
});

test('what is refused is counted once', async (t) => {
  const tsgi = await run(t, '--limit-post', '10', '--stats', 'stats.sock');
  const chunks = `Transfer-Encoding: chunked\r\n\r\nb\r\n${'x'.repeat(11)}\r\n0\r\n\r\n`;
  for (const rest of [`Content-Length: 11\r\n\r\n`, chunks]) {
    const client = new RawClient(t, tsgi.http);
    client.send(`POST / ${head}${rest}`);
    await client.until(/^HTTP\/1\.1 413 /);
    client.close();
  }
  const stats = new RawClient(t, join(tsgi.folder, 'stats.sock'));
  await stats.closed();
  assert.match(stats.received, /"rejected":2\b/);
});

test('without room for a body: 500, one line in the log, and the next request is served', async (t) => {
  const temporary = makeFolder(t, {});
  const options = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--post-buffering', '1000'];
  const tsgi = await runTsgi(t, { options, files, env: { TMPDIR: temporary } });
  // All cores are connected by now: their way there is in that folder too.
  assert.equal((await tsgi.get('/')).status, 200);
  rmSync(temporary, { recursive: true });
  const client = new RawClient(t, tsgi.http);
  client.send(`POST / ${head}Content-Length: 5000\r\n\r\n${'x'.repeat(5000)}`);
  await client.until(/^HTTP\/1\.1 500 /);
  await tsgi.said(/^Cannot keep the body of POST \/: ENOENT: no such file or directory/m);
  assert.equal((await tsgi.get('/')).status, 200);
});

test('a client of every interface is known by its plain IPv4 address', async (t) => {
  const tsgi = await runTsgi(t, {
    options: ['--http', ':0', '--socket', ':0', '--wsgi-file', 'foobar.py'],
    files: { 'foobar.py': addressApp },
  });
  assert.equal((await tsgi.get('/')).body, '127.0.0.1');
  await tsgi.said(/\] 127\.0\.0\.1 \(\) \{/);
  assert.doesNotMatch(tsgi.log, /::ffff/);
});

/** A file that something wrote to, and no longer does. */
async function standsStill(path: string): Promise<boolean> {
  const before = existsSync(path) ? statSync(path).size : 0;
  await delay(300);
  return before > 0 && statSync(path).size === before;
}
