import assert from 'node:assert/strict';
import test from 'node:test';
import { type Framing, startAnswer } from '../../../../src/server/gateway/http/answer-head.js';

const lengthOf = (bytes: number): Framing => ({ kind: 'length', bytes });
const [none, chunked, close] = (['none', 'chunked', 'close'] as const).map((kind): Framing => ({ kind }));

interface Case {
  readonly method?: string;
  readonly status?: string;
  readonly protocol?: 'HTTP/1.0';
  readonly headers?: string[];
  /** Of a body that is all here. */
  readonly whole?: number;
  readonly closes?: true;
  readonly framing: Framing | undefined;
  /** Lines about framing and connection, in order. */
  readonly says: readonly string[];
}

const cases: readonly Case[] = [
  { headers: ['Content-Length', '5'], framing: lengthOf(5), says: ['Content-Length: 5'] },
  { headers: ['content-length', '0'], framing: lengthOf(0), says: ['content-length: 0'] },
  { headers: ['Content-Length', '5'], whole: 9, framing: lengthOf(5), says: ['Content-Length: 5'] },
  { whole: 9, framing: lengthOf(9), says: ['Content-Length: 9'] },
  { whole: 0, framing: lengthOf(0), says: ['Content-Length: 0'] },
  { framing: chunked, says: ['Transfer-Encoding: chunked'] },
  { closes: true, framing: chunked, says: ['Transfer-Encoding: chunked', 'Connection: close'] },
  { closes: true, whole: 2, framing: lengthOf(2), says: ['Content-Length: 2', 'Connection: close'] },
  { protocol: 'HTTP/1.0', framing: close, says: ['Connection: close'] },
  {
    protocol: 'HTTP/1.0',
    whole: 3,
    framing: lengthOf(3),
    says: ['Content-Length: 3', 'Connection: keep-alive'],
  },
  { protocol: 'HTTP/1.0', method: 'HEAD', framing: none, says: ['Connection: keep-alive'] },
  { method: 'HEAD', framing: none, says: [] },
  { method: 'HEAD', headers: ['Content-Length', '5'], framing: none, says: ['Content-Length: 5'] },
  { status: '204 No Content', framing: none, says: [] },
  { status: '204 No Content', headers: ['Content-Length', '0'], framing: none, says: [] },
  {
    status: '304 Not Modified',
    headers: ['Content-Length', '5'],
    framing: none,
    says: ['Content-Length: 5'],
  },
  { status: '205 Reset Content', whole: 0, framing: lengthOf(0), says: ['Content-Length: 0'] },
];

for (const { method, status, protocol, headers, whole, closes, framing, says } of cases) {
  const name = [status, method, protocol, headers, whole, closes === true ? 'close' : ''].join(' ');
  test(`framing of an answer: ${name.trim().replace(/ +/g, ' ')}`, () => {
    const start = startAnswer(
      { status: status ?? '200 OK', headers: headers ?? [], bytes: 0 },
      {
        method: method ?? 'GET',
        protocol: protocol ?? 'HTTP/1.1',
        keepsAlive: closes === undefined,
        addHeaders: [],
      },
      whole ?? null,
    );
    assert.deepEqual(start.framing, framing);
    const lines = start.text.split('\r\n');
    assert.deepEqual(
      lines.filter((line) => /^(?:content-length|transfer-encoding|connection):/i.test(line)),
      says,
    );
    assert.equal(start.keepsAlive, !says.includes('Connection: close'));
    assert.ok(
      start.text.endsWith('\r\n\r\n') && lines.filter((line) => line.startsWith('Date: ')).length === 1,
    );
  });
}

test('a date of the application is not repeated', () => {
  const rules = { method: 'GET', protocol: 'HTTP/1.1', keepsAlive: true, addHeaders: ['X-A', 'b'] } as const;
  const { text } = startAnswer({ status: '200 OK', headers: ['DATE', 'now'], bytes: 0 }, rules, 0);
  assert.equal(text, 'HTTP/1.1 200 OK\r\nDATE: now\r\nX-A: b\r\nContent-Length: 0\r\n\r\n');
});
