// Requests that clients may send over HTTP, and the order of the answers, byte for byte, on one server.

import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { openConnections, runTsgi, type Tsgi } from '../run-tsgi.js';

const app = `
import time

def application(env, start_response):
    path = env['PATH_INFO']
    if path == '/slow':
        time.sleep(0.3)
    if path == '/unread':
        start_response('401 Unauthorized', [('Content-Length', '0')])
        return []
    if path == '/spoiled':
        start_response('200 OK', [('X-Bad', 'a\\x0bb')])
        return [b'never']
    try:
        body = env['wsgi.input'].read().decode('latin-1')
    except OSError as error:
        body = 'error: %s' % error
    text = '<%s %s %s>' % (env['REQUEST_METHOD'], env['REQUEST_URI'], body)
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', str(len(text)))])
    return [text.encode('latin-1')]
`;
const files = { 'foobar.py': app };
const head = 'HTTP/1.1\r\nHost: test\r\n';
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;

function run(t: TestContext, ...options: string[]): Promise<Tsgi> {
  const all = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--threads', '4', ...options];
  return runTsgi(t, { options: all, files });
}

/** `closed`: the server ends the connection after the last answer. */
const cases: readonly {
  readonly name: string;
  readonly bytes: string;
  readonly answers: readonly string[];
  readonly closed?: boolean;
}[] = [
  {
    name: 'a second request after Connection: close',
    bytes: `GET /1 ${head}Connection: close\r\n\r\nGET /2 ${head}\r\n`,
    answers: ['<GET /1 >'],
    closed: true,
  },
  {
    name: 'a second request after HTTP/1.0',
    bytes: `GET /1 HTTP/1.0\r\n\r\nGET /2 ${head}\r\n`,
    answers: ['<GET /1 >'],
    closed: true,
  },
  {
    name: 'garbage after Connection: close',
    bytes: `POST /1 ${head}Connection: close\r\nContent-Length: 3\r\n\r\nabc\0\0\0\r\n\r\n`,
    answers: ['<POST /1 abc>'],
    closed: true,
  },
  {
    name: 'garbage behind a request',
    bytes: `GET /1 ${head}\r\nGARBAGE\r\n\r\n`,
    answers: ['<GET /1 >', '400'],
    closed: true,
  },
  {
    name: 'garbage behind a slow request',
    bytes: `GET /slow ${head}\r\n\x16\x03\x01`,
    answers: ['<GET /slow >', '400'],
    closed: true,
  },
  {
    name: 'garbage behind a body',
    bytes: `POST /1 ${head}Content-Length: 3\r\n\r\nabcGARBAGE\r\n\r\n`,
    answers: ['<POST /1 abc>', '400'],
    closed: true,
  },
  {
    name: 'garbage behind chunks',
    bytes: `POST /1 ${chunked}3\r\nabc\r\n0\r\n\r\nGARBAGE\r\n`,
    answers: ['<POST /1 abc>', '400'],
    closed: true,
  },
  {
    name: 'an unknown version behind three slow requests',
    bytes: `${`GET /slow ${head}\r\n`.repeat(3)}GET / HTTP/3.0\r\n\r\n`,
    answers: ['<GET /slow >', '<GET /slow >', '<GET /slow >', '505'],
    closed: true,
  },
  {
    name: 'empty lines between requests',
    bytes: `\r\n\r\nPOST /1 ${head}Content-Length: 3\r\n\r\nabc\r\n\r\nGET /2 ${head}\r\n`,
    answers: ['<POST /1 abc>', '<GET /2 >'],
  },
  {
    name: 'pipelined requests with bodies of both kinds',
    bytes:
      `POST /1 ${head}Content-Length: 5\r\n\r\nGET /POST /2 ${chunked}3\r\nabc\r\n1;x="y"\r\nd\r\n0\r\nT: t\r\n\r\n` +
      `PUT /3 ${head}Content-Length: 0\r\n\r\nDELETE /4 ${head}\r\n`,
    answers: ['<POST /1 GET />', '<POST /2 abcd>', '<PUT /3 >', '<DELETE /4 >'],
  },
  {
    name: 'requests behind an upgrade that is not taken',
    bytes: `GET /1 ${head}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n\r\nGET /2 ${head}\r\n`,
    answers: ['<GET /1 >', '<GET /2 >'],
  },
  {
    name: 'methods of all kinds',
    bytes: ['M-SEARCH', 'get', '!', 'PURGE'].map((method) => `${method} / ${head}\r\n`).join(''),
    answers: ['<M-SEARCH / >', '<get / >', '<! / >', '<PURGE / >'],
  },
  {
    name: 'targets of all forms',
    bytes: `OPTIONS * ${head}\r\nGET http://test/a?b ${head}\r\nGET /a%20b%zz?c=d?e ${head}\r\n`,
    answers: ['<OPTIONS * >', '<GET http://test/a?b >', '<GET /a%20b%zz?c=d?e >'],
  },
  {
    name: 'a body that came although it should have been asked for',
    bytes: `POST /1 ${head}Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabcGET /2 ${head}\r\n`,
    answers: ['<POST /1 abc>', '<GET /2 >'],
  },
  {
    name: 'an expectation without a body',
    bytes: `GET /1 ${head}Expect: 100-continue\r\n\r\nGET /2 ${head}\r\n`,
    answers: ['<GET /1 >', '<GET /2 >'],
  },
  {
    name: 'a header that cannot be sent',
    bytes: `GET /spoiled ${head}\r\nGET /2 ${head}\r\n`,
    answers: ['500', '<GET /2 >'],
  },
];

test('what is sent ahead is answered in its turn, in one piece and byte by byte', async (t) => {
  const tsgi = await run(t);
  for (const { name, bytes, answers, closed } of cases) {
    for (const way of ['whole', 'halves', 'bytes'] as const) {
      await t.test(`${name}, ${way}`, async (sub) => {
        const client = new RawClient(sub, tsgi.http);
        await send(client, bytes, way);
        await waitFor(`${answers.length} answers`, () => answersIn(client.received).length >= answers.length);
        if (closed) assert.equal(await client.closed(), 'ended');
        assert.deepEqual(answersIn(client.received), answers);
        client.close();
      });
    }
  }
});

test('a client that closed its side gets all of its answers', async (t) => {
  const tsgi = await run(t);
  const client = new RawClient(t, tsgi.http);
  client.send(`GET /slow ${head}\r\nPOST /2 ${head}Content-Length: 3\r\n\r\nabcGET /slow ${head}\r\n`);
  client.halfClose();
  assert.equal(await client.closed(), 'ended');
  assert.deepEqual(answersIn(client.received), ['<GET /slow >', '<POST /2 abc>', '<GET /slow >']);
  const partial = new RawClient(t, tsgi.http);
  partial.send(`GET /1 ${head}\r\nGET /2 HTTP/1.1\r\nHo`);
  partial.halfClose();
  assert.equal(await partial.closed(), 'ended');
  assert.deepEqual(answersIn(partial.received), ['<GET /1 >', '400']);
});

test('a client that closed its side hears nothing but its answers while there are cores', async (t) => {
  const tsgi = await run(t);
  let quiet = 0;
  // A look at who has left may fall into the moment in which a core is sought.
  for (let tries = 0; tries < 3 && quiet === 0; tries += 1) {
    const client = new RawClient(t, tsgi.http);
    client.send(`GET /1 ${head}\r\n`.repeat(5));
    client.halfClose();
    assert.equal(await client.closed(), 'ended');
    assert.equal(answersIn(client.received).length, 5);
    quiet += client.received.includes('100 Continue') ? 0 : 1;
  }
  assert.equal(quiet, 1);
});

test('a client that closed its side waits for a core like any other', async (t) => {
  const tsgi = await run(t, '--threads', '1');
  const clients = [1, 2, 3].map(() => new RawClient(t, tsgi.http));
  for (const client of clients) {
    client.send(`GET /slow ${head}\r\n`);
    client.halfClose();
  }
  for (const client of clients) {
    assert.equal(await client.closed(), 'ended');
    assert.deepEqual(answersIn(client.received), ['<GET /slow >']);
  }
});

test('Expect: 100-continue: the client is invited when the application reads, and not before', async (t) => {
  const tsgi = await run(t, '--http-timeout', '1');
  for (const announced of ['Content-Length: 3', 'Transfer-Encoding: chunked']) {
    const body = announced.startsWith('C') ? 'abc' : '3\r\nabc\r\n0\r\n\r\n';
    const unread = new RawClient(t, tsgi.http);
    unread.send(`POST /unread ${head}${announced}\r\nExpect: 100-continue\r\n\r\n`);
    await unread.until(/^HTTP\/1\.1 401 [\s\S]*Connection: close\r\n/);
    assert.equal(await unread.closed(), 'ended');
    const read = new RawClient(t, tsgi.http);
    read.send(`POST /1 ${head}${announced}\r\nExpect: 100-continue\r\n\r\n`);
    await read.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    read.send(`${body}GET /2 ${head}\r\n`);
    await read.until(/<POST \/1 abc>/);
    const silent = new RawClient(t, tsgi.http);
    silent.send(`POST /1 ${head}${announced}\r\nExpect: 100-continue\r\n\r\n`);
    await silent.until(/<POST \/1 error: .*Timeout>|^HTTP\/1\.1 504 /m);
    const gone = new RawClient(t, tsgi.http);
    gone.send(`POST /1 ${head}${announced}\r\nExpect: 100-continue\r\n\r\n`);
    await gone.until(/100 Continue/);
    gone.halfClose();
    await gone.until(/<POST \/1 error: .*Client closed connection>/);
  }
  const broken = new RawClient(t, tsgi.http);
  broken.send(`POST /1 ${head}Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n`);
  await broken.until(/100 Continue/);
  broken.send(`xyz\r\n0\r\n\r\nGET /smuggled ${head}\r\n`);
  await broken.until(/<POST \/1 error: .*malformed chunk size>/);
  assert.equal(await broken.closed(), 'ended');
  assert.doesNotMatch(broken.received, /smuggled/);
});

test('headers of the connection are the server’s, whatever options say', async (t) => {
  const own = ['Connection: Keep-Alive', 'Transfer-Encoding: gzip', 'Keep-Alive: timeout=1', 'X-Own: yes'];
  const tsgi = await run(t, ...own.flatMap((line) => ['--add-header', line]));
  const client = new RawClient(t, tsgi.http);
  client.send(`GET /1 HTTP/1.0\r\n\r\n`);
  assert.equal(await client.closed(), 'ended');
  assert.match(client.received, /\r\nX-Own: yes\r\n/);
  assert.match(client.received, /\r\nConnection: close\r\n/);
  assert.doesNotMatch(client.received, /gzip|Keep-Alive/);
});

test('clients that reset at any moment leave nothing behind', async (t) => {
  const tsgi = await run(t);
  const bytes = `POST /1 ${head}Content-Length: 3\r\n\r\nabcPOST /2 ${chunked}3\r\nabc\r\n0\r\n\r\nGET /slow ${head}\r\n`;
  for (let cut = 0; cut <= bytes.length; cut += 7) {
    const client = new RawClient(t, tsgi.http);
    client.send(bytes.slice(0, cut));
    if (cut % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
    client.reset();
  }
  await waitFor('no connection', () => openConnections(tsgi.http) === 0);
  assert.equal((await tsgi.get('/')).status, 200);
  assert.doesNotMatch(tsgi.log, /internal error/);
});

/** The body of each answer of the application, and the status of each other. */
function answersIn(received: string): string[] {
  return [...received.matchAll(/HTTP\/1\.1 (?:200 [\s\S]*?(<[^>]*>)|([45]\d\d) )/g)].map(
    ([, body, status]) => body ?? status ?? '',
  );
}

async function send(client: RawClient, bytes: string, way: 'whole' | 'halves' | 'bytes'): Promise<void> {
  const size = way === 'whole' ? bytes.length : way === 'halves' ? Math.ceil(bytes.length / 2) : 1;
  for (let at = 0; at < bytes.length; at += size) {
    client.send(bytes.slice(at, at + size));
    // So that it travels alone.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
