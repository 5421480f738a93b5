// Bodies that a client sends when it is asked to, and what becomes of a connection whose body nobody reads.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { RawClient } from '../raw-client.js';
import { runTsgi } from '../run-tsgi.js';

const app = `
import time

def late(body, seconds):
    yield b'begun '
    time.sleep(seconds)
    yield b'awake '
    yield b'%d bytes' % len(body.read())

def application(env, start_response):
    path, body = env['PATH_INFO'], env['wsgi.input']
    if path == '/ignore':
        start_response('200 OK', [('Content-Length', '7')])
        return [b'ignored']
    if path in ('/late', '/sleepy'):
        start_response('200 OK', [])
        return late(body, 1.8 if path == '/sleepy' else 0)
    try:
        text = b'%d bytes' % len(body.read())
    except OSError as error:
        text = b'failed: ' + str(error).encode()
    start_response('200 OK', [('Content-Length', str(len(text)))])
    return [text]
`;

interface Expectation {
  readonly name: string;
  readonly path: string;
  /** Head after the request line and Host. */
  readonly head: string;
  /** Sent with the head. */
  readonly atOnce?: string;
  /** Waited for, and then sent; null: the client closes its side. */
  readonly steps?: readonly (readonly [on: RegExp, bytes: string | null])[];
  /** All that comes. */
  readonly answer: RegExp;
  readonly closes: boolean;
  readonly protocol?: string;
}

const invited = /^HTTP\/1.1 100 Continue\r\n\r\n/;
const expects = 'Expect: 100-continue\r\n';
const five = `Content-Length: 5\r\n${expects}`;
const chunks = `Transfer-Encoding: chunked\r\n${expects}`;
/** One answer, and no invitation. */
const only = (body: string) => new RegExp(`^HTTP/1\\.1 200 OK\\r\\n(?:.+\\r\\n)+\\r\\n${body}$`);
const asked = (body: string) =>
  new RegExp(`^HTTP/1\\.1 100 Continue\\r\\n\\r\\nHTTP/1\\.1 200 OK\\r\\n(?:.+\\r\\n)+\\r\\n${body}$`);

const lateAnswer = only('6\\r\\nbegun \\r\\n6\\r\\nawake \\r\\n7\\r\\n5 bytes\\r\\n0\\r\\n\\r\\n');
/** The time for the answer is over at the same moment. */
const givenUp = /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 (?:200 [^\0]*failed: .*|504 [^\0]*Timeout\n)$/;

const expectations: readonly Expectation[] = [
  {
    name: 'one that waits',
    path: '/',
    head: five,
    steps: [[invited, 'hello']],
    answer: asked('5 bytes'),
    closes: false,
  },
  {
    name: 'one that waits, in chunks',
    path: '/',
    head: chunks,
    steps: [[invited, '5\r\nhello\r\n0\r\n\r\n']],
    answer: asked('5 bytes'),
    closes: false,
  },
  {
    name: 'one that does not wait',
    path: '/',
    head: five,
    atOnce: 'hello',
    answer: only('5 bytes'),
    closes: false,
  },
  {
    name: 'one that does not wait, in chunks',
    path: '/',
    head: chunks,
    atOnce: '5\r\nhello\r\n0\r\n\r\n',
    answer: only('5 bytes'),
    closes: false,
  },
  { name: 'one that never sends', path: '/', head: five, answer: givenUp, closes: true },
  {
    name: 'one that sends a part',
    path: '/',
    head: five,
    steps: [[invited, 'he']],
    answer: givenUp,
    closes: true,
  },
  {
    name: 'one that closes its side',
    path: '/',
    head: five,
    steps: [[invited, null]],
    answer: asked('failed: .*'),
    closes: true,
  },
  {
    name: 'one that breaks the rules of chunks',
    path: '/',
    head: chunks,
    steps: [[invited, 'x\r\n']],
    answer: asked('failed: .*'),
    closes: true,
  },
  {
    name: 'one that sends more chunks than may be',
    path: '/',
    head: chunks,
    steps: [[invited, `7d0\r\n${'x'.repeat(2000)}\r\n0\r\n\r\n`]],
    answer: asked('failed: .*'),
    closes: false,
  },
  { name: 'one that nobody reads', path: '/ignore', head: five, answer: only('ignored'), closes: true },
  {
    name: 'one that nobody reads and that sends all the same',
    path: '/ignore',
    head: five,
    steps: [[/ignored$/, 'helloGET / HTTP/1.1\r\nHost: a\r\n\r\n']],
    answer: only('ignored'),
    closes: true,
  },
  {
    name: 'one that is read when the answer has begun',
    path: '/late',
    head: five,
    steps: [[/begun /, 'hello']],
    answer: lateAnswer,
    closes: true,
  },
  {
    name: 'one that is read after a while, longer than a client may be silent',
    path: '/sleepy',
    head: five,
    steps: [
      [/begun /, 'he'],
      [/awake /, 'llo'],
    ],
    answer: lateAnswer,
    closes: true,
  },
  {
    name: 'one of HTTP/1.0, which knows no such thing',
    path: '/',
    head: `${five}Connection: keep-alive\r\n`,
    protocol: 'HTTP/1.0',
    steps: [[/^/, 'hello']],
    answer: only('5 bytes'),
    closes: false,
  },
  {
    name: 'without a body there is nothing to ask for',
    path: '/',
    head: expects,
    answer: only('0 bytes'),
    closes: false,
  },
  {
    name: 'too long: it is not asked for',
    path: '/',
    head: `Content-Length: 2000\r\n${expects}`,
    answer: /^HTTP\/1.1 413 [^\0]*Content Too Large: .*\n$/,
    closes: true,
  },
  {
    name: 'another expectation',
    path: '/',
    head: 'Content-Length: 5\r\nExpect: a-pony\r\n',
    answer: /^HTTP\/1.1 417 [^\0]*Expectation Failed: .*\n$/,
    closes: true,
  },
];

test('Expect: 100-continue, as clients and applications use it', async (t) => {
  const tsgi = await runTsgi(t, {
    options: [
      ...['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--threads', '24'],
      ...['--http-timeout', '1', '--limit-post', '1000'],
    ],
    files: { 'foobar.py': app },
  });
  await Promise.all(
    expectations.map(async ({ name, path, head, atOnce = '', steps = [], answer, closes, protocol }) => {
      const client = new RawClient(t, tsgi.http);
      client.send(`PUT ${path} ${protocol ?? 'HTTP/1.1'}\r\nHost: a\r\n${head}\r\n${atOnce}`);
      try {
        for (const [on, bytes] of steps) {
          await client.until(on);
          if (bytes === null) client.halfClose();
          else client.send(bytes);
        }
        await client.until(answer);
        if (closes) assert.equal(await client.closed(), 'ended');
        else {
          await delay(50);
          assert.equal(client.state, 'open');
          client.send('GET /ignore HTTP/1.1\r\nHost: a\r\n\r\n');
          await client.until(/ignored$/);
        }
      } catch (error) {
        throw new Error(`${name}: ${error}; received: ${client.received} (${client.state})`);
      }
      if (closes) assert.match(client.received, answer, name);
    }),
  );
});
