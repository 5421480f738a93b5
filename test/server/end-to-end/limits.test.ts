// Answers to bad input: each limit at the limit and one past it.

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { runTsgi, type Tsgi } from '../run-tsgi.js';

const app = `
import os, time

def application(env, start_response):
    if env['PATH_INFO'] == '/gate':
        open('waiting-%s' % env['QUERY_STRING'], 'w').close()
        while not os.path.exists('gate'):
            time.sleep(0.01)
    body = env['wsgi.input'].read()
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'%d bytes' % len(body)]
`;
const files = { 'foobar.py': app };
const head = 'HTTP/1.1\r\nHost: test\r\n';

function run(t: TestContext, ...options: string[]): Promise<Tsgi> {
  return runTsgi(t, { options: ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', ...options], files });
}

test('limit-post: a body of the limit is taken, one byte more is 413, chunks included', async (t) => {
  const tsgi = await run(t, '--limit-post', '1000');
  const rows = [
    [`Content-Length: 1000\r\n\r\n${'x'.repeat(1000)}`, /200 OK[\s\S]*1000 bytes/],
    [`Content-Length: 1001\r\n\r\n${'x'.repeat(1001)}`, /^HTTP\/1\.1 413 /],
    [`Transfer-Encoding: chunked\r\n\r\n3e8\r\n${'x'.repeat(1000)}\r\n0\r\n\r\n`, /200 OK[\s\S]*1000 bytes/],
    [`Transfer-Encoding: chunked\r\n\r\n3e9\r\n${'x'.repeat(1001)}\r\n0\r\n\r\n`, /^HTTP\/1\.1 413 /],
  ] as const;
  for (const [rest, expected] of rows) {
    const client = new RawClient(t, tsgi.http);
    client.send(`POST / ${head}${rest}`);
    await client.until(expected);
  }
});

test('a body that is refused while it is sent: the client gets the answer, not a reset', async (t) => {
  const tsgi = await run(t, '--limit-post', '1000');
  const client = new RawClient(t, tsgi.http);
  client.send(`POST / ${head}Content-Length: 5000000\r\n\r\n`);
  client.send(Buffer.alloc(5_000_000));
  await client.until(/^HTTP\/1\.1 413 Content Too Large\r\n[\s\S]*Connection: close/);
  assert.equal(await client.closed(), 'ended');
});

test('Expect: 100-continue is answered with 100 within the limit and 413 past it', async (t) => {
  const tsgi = await run(t, '--limit-post', '1000');
  const good = new RawClient(t, tsgi.http);
  good.send(`POST / ${head}Content-Length: 4\r\nExpect: 100-continue\r\n\r\n`);
  await good.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
  good.send('body');
  await good.until(/4 bytes/);
  const bad = new RawClient(t, tsgi.http);
  bad.send(`POST / ${head}Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n`);
  await bad.until(/^HTTP\/1\.1 413 /);
});

test('a head past buffer-size is 431, one that fits is served', async (t) => {
  const tsgi = await run(t, '--buffer-size', '8192');
  const good = new RawClient(t, tsgi.http);
  good.send(`GET / ${head}Cookie: ${'c'.repeat(7000)}\r\n\r\n`);
  await good.until(/^HTTP\/1\.1 200 OK/);
  const bad = new RawClient(t, tsgi.http);
  bad.send(`GET / ${head}Cookie: ${'c'.repeat(9000)}\r\n\r\n`);
  await bad.until(/^HTTP\/1\.1 431 /);
});

test('a head far past the limit: the client may send all of it and reads why it was refused', async (t) => {
  const tsgi = await run(t);
  const client = new RawClient(t, tsgi.http);
  client.send(`GET / ${head}Cookie: `);
  for (let piece = 0; piece < 50; piece += 1) client.send('c'.repeat(100_000));
  await client.until(/^HTTP\/1\.1 431 /);
  assert.equal(await client.closed(), 'ended');
});

test('silence in a head or in a body is 408 after http-timeout', async (t) => {
  const tsgi = await run(t, '--http-timeout', '1');
  const inHead = new RawClient(t, tsgi.http);
  inHead.send('GET / HTTP/1.1\r\nHost: te');
  const inBody = new RawClient(t, tsgi.http);
  inBody.send(`POST / ${head}Content-Length: 10\r\n\r\n123`);
  await inHead.until(/^HTTP\/1\.1 408 /);
  await inBody.until(/^HTTP\/1\.1 408 /);
});

test('a body that comes after its 408 is dropped, and the application is not called', async (t) => {
  const tsgi = await run(t, '--http-timeout', '1');
  const client = new RawClient(t, tsgi.http);
  client.send(`POST / ${head}Content-Length: 10\r\n\r\n123`);
  await client.until(/^HTTP\/1\.1 408 /);
  client.send('4567890');
  assert.equal(await client.closed(), 'ended');
  assert.equal((await tsgi.get('/after')).status, 200);
  await tsgi.said(/ GET \/after => /);
  assert.doesNotMatch(tsgi.log, / POST \/ => /);
});

test('an application that is silent for longer than http-timeout: 504, and the core comes back', async (t) => {
  const tsgi = await run(t, '--http-timeout', '1', '--threads', '1');
  const answer = await tsgi.get('/gate?silent');
  assert.equal(answer.status, 504);
  writeFileSync(join(tsgi.folder, 'gate'), '');
  await tsgi.said(
    /^\*\*\* GET \/gate\?silent ran without an answer for longer than http-timeout \(1 s\): 504 \*\*\*$/m,
  );
  assert.equal((await tsgi.get('/')).status, 200);
  assert.equal(tsgi.count(/DAMN/g), 0);
});

test('a request that waits for a core for longer than http-timeout: 504, and the application is not called', async (t) => {
  const tsgi = await run(t, '--http-timeout', '1', '--threads', '1', '--harakiri', '60');
  startGated(t, tsgi, 'running');
  await waitFor('the core to be busy', () => existsIn(tsgi, 'waiting-running'));
  assert.equal((await tsgi.get('/gate?queued')).status, 504);
  await tsgi.said(
    /^\*\*\* GET \/gate\?queued waited for a core for longer than http-timeout \(1 s\): 504 \*\*\*$/m,
  );
  writeFileSync(join(tsgi.folder, 'gate'), '');
  assert.equal((await tsgi.get('/')).status, 200);
  assert.equal(existsIn(tsgi, 'waiting-queued'), false);
});

test('the queue takes as many as listen says, one more gets 503 with Retry-After', async (t) => {
  const tsgi = await run(t, '--listen', '2', '--threads', '1');
  const clients = [startGated(t, tsgi, 'running')];
  await waitFor('the core to be busy', () => existsIn(tsgi, 'waiting-running'));
  const refused = await waitFor('503', async () => {
    clients.push(startGated(t, tsgi, 'queued'));
    await delay(50);
    return clients.find(({ received }) => received !== '') ?? null;
  });
  assert.match(refused.received, /^HTTP\/1\.1 503 Service Unavailable\r\n[\s\S]*Retry-After: 1\r\n/);
  await tsgi.said(
    /\*\*\* uWSGI listen queue of socket "127\.0\.0\.1:\d+" \(fd: \d+\) full !!! \(2\/2\) \*\*\*/,
  );
  const others = clients.filter((client) => client !== refused);
  assert.equal(others.length, 3);
  writeFileSync(join(tsgi.folder, 'gate'), '');
  for (const client of others) await client.until(/^HTTP\/1\.1 200 OK/);
});

test('a client that leaves while it waits gives its place in the queue back', async (t) => {
  const tsgi = await run(t, '--listen', '1', '--threads', '1');
  const running = startGated(t, tsgi, 'running');
  await waitFor('the core to be busy', () => existsIn(tsgi, 'waiting-running'));
  const leaving = startGated(t, tsgi, 'leaving');
  await waitFor('a full queue', async () => {
    const probe = startGated(t, tsgi, 'probe');
    await delay(50);
    return probe.received.startsWith('HTTP/1.1 503') ? true : null;
  });
  leaving.reset();
  const next = await waitFor('a place in the queue', async () => {
    const probe = startGated(t, tsgi, 'next');
    await delay(50);
    return probe.received === '' ? probe : null;
  });
  writeFileSync(join(tsgi.folder, 'gate'), '');
  await running.until(/^HTTP\/1\.1 200 OK/);
  await next.until(/^HTTP\/1\.1 200 OK/);
  assert.equal(existsIn(tsgi, 'waiting-leaving'), false);
});

test('an upgrade is not taken: the request is answered as any other', async (t) => {
  const tsgi = await run(t);
  const client = new RawClient(t, tsgi.http);
  client.send(`GET / ${head}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n`);
  await client.until(/^HTTP\/1\.1 200 OK/);
});

test('CONNECT is refused', async (t) => {
  const tsgi = await run(t);
  const client = new RawClient(t, tsgi.http);
  client.send('CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n');
  await client.until(/^HTTP\/1\.1 501 /);
  await client.closed();
});

test('a client that resets its CONNECT, or never closes it, harms nobody', async (t) => {
  const tsgi = await run(t);
  for (let round = 0; round < 20; round += 1) {
    const client = new RawClient(t, tsgi.http);
    client.send('CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\nmore');
    if (round % 2 === 0) await client.until(/^HTTP\/1\.1 501 /);
    client.reset();
  }
  const patient = new RawClient(t, tsgi.http);
  patient.send('CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n');
  await patient.closed();
  assert.equal((await tsgi.get('/')).status, 200);
  assert.equal(tsgi.count(/DAMN/g), 0, tsgi.log);
  // The half that the client keeps open is closed as well: what it says is answered with a reset.
  await waitFor('a reset', () => {
    patient.send('still here');
    return patient.state === 'reset';
  });
});

test('add-header is on every answer of the application', async (t) => {
  const tsgi = await run(t, '--add-header', 'X-Served-By: tsgi');
  assert.equal((await tsgi.get('/')).headers['x-served-by'], 'tsgi');
});

function existsIn(tsgi: Tsgi, name: string): boolean {
  return existsSync(join(tsgi.folder, name));
}

/** A request that is answered once the file `gate` is there; it leaves a file when it runs. */
function startGated(t: TestContext, tsgi: Tsgi, name: string): RawClient {
  const client = new RawClient(t, tsgi.http);
  client.send(`GET /gate?${name} ${head}\r\n`);
  return client;
}
