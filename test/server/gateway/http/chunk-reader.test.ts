import assert from 'node:assert/strict';
import test from 'node:test';
import { ChunkReader } from '../../../../src/server/gateway/http/chunk-reader.js';
import { BodyRefused } from '../../../../src/server/gateway/http/refusal.js';

interface Outcome {
  readonly data: string;
  /** Bytes after the body. */
  readonly rest: string;
}

const good: readonly (readonly [name: string, bytes: string, data: string])[] = [
  ['nothing', '0\r\n\r\n', ''],
  ['two chunks', '5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n', 'hello world'],
  [
    'hexadecimal digits of both kinds',
    'a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n',
    '01234567890123456789',
  ],
  ['zeros in front', '00000000000000000003\r\nabc\r\n000\r\n\r\n', 'abc'],
  ['data that looks like framing', '5\r\n0\r\n\r\n\r\n0\r\n\r\n', '0\r\n\r\n'],
  ['an extension', '3;a\r\nabc\r\n0;b=c\r\n\r\n', 'abc'],
  ['blanks around an extension', '3 ; a = b ;\tc\r\nabc\r\n0\r\n\r\n', 'abc'],
  ['a quoted extension', '3;a="b;c\\"\\\\\t\xff";d\r\nabc\r\n0\r\n\r\n', 'abc'],
  ['an extension of every token character', "3;!#$%&'*+-.^_`|~09azAZ=~\r\nabc\r\n0\r\n\r\n", 'abc'],
  ['a long extension', `3;a=${'b'.repeat(4000)}\r\nabc\r\n0\r\n\r\n`, 'abc'],
  ['trailers', '3\r\nabc\r\n0\r\nX-Sum: 1\r\nHost: other\r\nX-Empty:\r\n\r\n', 'abc'],
  ['one byte a chunk', `${'1\r\nx\r\n'.repeat(300)}0\r\n\r\n`, 'x'.repeat(300)],
];

for (const [name, bytes, data] of good) {
  test(`${name}: whole, byte by byte and cut at every point`, () => {
    for (const rest of ['', 'GET / HTTP/1.1\r\n\r\n']) {
      const all = Buffer.from(bytes + rest, 'latin1');
      assert.deepEqual(read([all]), { data, rest });
      assert.deepEqual(read(Array.from(all, (byte) => Buffer.from([byte]))), { data, rest });
      for (let cut = 1; cut < Math.min(all.length, 200); cut += 1) {
        assert.deepEqual(read([all.subarray(0, cut), all.subarray(cut)]), { data, rest });
      }
    }
  });
}

const bad: readonly (readonly [name: string, bytes: string, status?: number])[] = [
  ['no size', '\r\nabc\r\n0\r\n\r\n'],
  ['a blank before the size', ' 3\r\nabc\r\n'],
  ['a blank behind the size', '3 \r\nabc\r\n'],
  ['a tab behind the size', '3\t\r\nabc\r\n'],
  ['a sign', '+3\r\nabc\r\n'],
  ['a negative size', '-3\r\nabc\r\n'],
  ['a hexadecimal prefix', '0x3\r\nabc\r\n'],
  ['an underscore', '1_0\r\nabc\r\n'],
  ['no hexadecimal digit', 'g\r\nabc\r\n'],
  ['a size beyond all numbers', 'fffffffffffffffff\r\nabc\r\n'],
  ['a size that would round', '20000000000001\r\nabc\r\n'],
  ['a semicolon and nothing', '3;\r\nabc\r\n'],
  ['an equals sign and nothing', '3;a=\r\nabc\r\n'],
  ['an extension without a name', '3;=b\r\nabc\r\n'],
  ['an extension that is no token', '3;a[=b\r\nabc\r\n'],
  ['an open quote', '3;a="b\r\nabc\r\n'],
  ['a control character in an extension', '3;a=\x01\r\nabc\r\n'],
  ['NUL behind the size', '3\0\r\nabc\r\n'],
  ['a bare LF behind the size', '3\nabc\r\n0\r\n\r\n'],
  ['a bare CR behind the size', '3\rabc\r\n0\r\n\r\n'],
  ['two CRs behind the size', '3\r\r\nabc\r\n'],
  ['a bare LF in an extension', '3;a\n\r\nabc\r\n'],
  ['a bare CR in an extension', '3;a\rb\r\nabc\r\n'],
  ['a chunk longer than its size', '3\r\nabcd\r\n0\r\n\r\n'],
  ['a bare LF behind the data', '3\r\nabc\n0\r\n\r\n'],
  ['no end of the data', '3\r\nabc0\r\n\r\n'],
  ['a bare LF at the end', '3\r\nabc\r\n0\r\n\n'],
  ['a trailer without a colon', '0\r\nX\r\n\r\n'],
  ['a trailer with a blank before the colon', '0\r\nX : a\r\n\r\n'],
  ['a folded trailer', '0\r\nX: a\r\n b\r\n\r\n'],
  ['a control character in a trailer', '0\r\nX: \x0b\r\n\r\n'],
  ['a length in the trailers', '0\r\nContent-Length: 5\r\n\r\n'],
  ['a coding in the trailers', '0\r\ntransfer-ENCODING: chunked\r\n\r\n'],
  ['an endless size line', `3;a=${'b'.repeat(5000)}\r\nabc\r\n`],
  ['an endless size', '0'.repeat(5000)],
  ['endless trailers', `0\r\n${'X: a\r\n'.repeat(4000)}`, 431],
  ['an endless trailer', `0\r\nX: ${'a'.repeat(17_000)}`, 431],
];

for (const [name, bytes, status] of bad) {
  test(`${name} is refused, in one piece and byte by byte`, () => {
    const all = Buffer.from(bytes, 'latin1');
    for (const pieces of [[all], Array.from(all, (byte) => Buffer.from([byte]))]) {
      assert.throws(
        () => read(pieces),
        (error: unknown) => error instanceof BodyRefused && error.status === (status ?? 400),
      );
    }
  });
}

function read(pieces: readonly Buffer[]): Outcome {
  let [data, rest] = ['', ''];
  const reader = new ChunkReader((bytes) => {
    data += bytes.toString('latin1');
  });
  for (const piece of pieces) rest += piece.subarray(reader.push(piece, 0)).toString('latin1');
  assert.ok(reader.isDone, 'the body is complete');
  return { data, rest };
}
