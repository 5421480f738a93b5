import assert from 'node:assert/strict';
import test from 'node:test';
import { UwsgiPacketReader, type UwsgiResult, type UwsgiVar } from '../../src/protocol/uwsgi-packet.js';

/** Taken from nginx 1.22 with Debian's uwsgi_params, `GET /a%20b?x=1`, shortened. */
const nginxVars: readonly UwsgiVar[] = [
  ['QUERY_STRING', 'x=1'],
  ['REQUEST_METHOD', 'GET'],
  ['CONTENT_TYPE', ''],
  ['CONTENT_LENGTH', ''],
  ['REQUEST_URI', '/a%20b?x=1'],
  ['PATH_INFO', '/a b'],
  ['HTTP_X_LATIN', 'caf\u00e9\u00ff'],
];

test('a packet is read whole, byte by byte and cut at every point', () => {
  const bytes = encode(nginxVars);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    assert.deepEqual(varsOf(feed([bytes.slice(0, cut), bytes.slice(cut)])), nginxVars, `cut at ${cut}`);
  }
  const single = Array.from(bytes, (_, at) => bytes.slice(at, at + 1));
  assert.deepEqual(varsOf(feed(single)), nginxVars);
});

test('what follows the packet is handed over untouched', () => {
  const bytes = concat(encode(nginxVars), Uint8Array.from([1, 2, 3]));
  const result = feed([bytes]);
  assert.equal(result.kind, 'request');
  assert.deepEqual(result.kind === 'request' && [...result.rest], [1, 2, 3]);
});

test('a value of 60 KB survives', () => {
  const long = 'v'.repeat(60_000);
  assert.deepEqual(varsOf(feed([encode([['HTTP_COOKIE', long]])])), [['HTTP_COOKIE', long]]);
});

test('a zero-length key is skipped', () => {
  const vars: readonly UwsgiVar[] = [
    ['', 'v'],
    ['A', 'b'],
  ];
  assert.deepEqual(varsOf(feed([encode(vars)])), [['A', 'b']]);
});

test('a block of exactly the limit is read and one byte more is refused', () => {
  const bytes = encode([['A', 'x'.repeat(95)]]);
  const size = bytes.length - 4;
  assert.equal(feed([bytes], size).kind, 'request');
  assert.deepEqual(feed([bytes], size - 1), {
    kind: 'refused',
    reason: 'too-big',
    detail: `${size} (max ${size - 1})`,
  });
});

const refusals: readonly {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly reason: string;
  readonly detail?: string;
}[] = [
  {
    name: 'HTTP spoken to a uwsgi socket',
    bytes: new TextEncoder().encode('GET / HTTP/1.1\r\n'),
    reason: 'http',
    detail: '21573 (max 65535)',
  },
  { name: 'POST spoken to a uwsgi socket', bytes: new TextEncoder().encode('POST / HTTP'), reason: 'http' },
  { name: 'an empty block', bytes: Uint8Array.from([0, 0, 0, 0]), reason: 'empty' },
  { name: 'modifier 9', bytes: Uint8Array.from([9, 1, 0, 0]), reason: 'modifier', detail: '9' },
  { name: 'a signal from the network', bytes: Uint8Array.from([110, 0, 0, 17]), reason: 'modifier' },
  { name: 'a key past the block', bytes: block([200, 0, 65]), reason: 'malformed' },
  { name: 'a value past the block', bytes: block([1, 0, 65, 200, 0, 66]), reason: 'malformed' },
  { name: 'a stray byte', bytes: block([1, 0, 65, 1, 0, 66, 7]), reason: 'malformed' },
  { name: 'a key without a value', bytes: block([1, 0, 65]), reason: 'malformed' },
];

for (const { name, bytes, reason, detail } of refusals) {
  test(`refused: ${name}`, () => {
    const result = feed([bytes]);
    assert.equal(result.kind === 'refused' && result.reason, reason);
    if (detail !== undefined) assert.equal(result.kind === 'refused' && result.detail, detail);
  });
}

test('a ping is recognised from its four bytes', () => {
  assert.deepEqual(feed([Uint8Array.from([100, 0, 0, 0])]), { kind: 'ping' });
});

test('begun says whether the peer owes the rest', () => {
  const reader = new UwsgiPacketReader(65_535);
  assert.equal(reader.begun, false);
  reader.push(Uint8Array.from([0]));
  assert.equal(reader.begun, true);
});

function feed(chunks: readonly Uint8Array[], bufferSize = 65_535): UwsgiResult {
  const reader = new UwsgiPacketReader(bufferSize);
  let result: UwsgiResult = { kind: 'more' };
  for (const chunk of chunks) {
    if (result.kind === 'more') result = reader.push(chunk);
  }
  return result;
}

function varsOf(result: UwsgiResult): readonly UwsgiVar[] {
  assert.equal(result.kind, 'request');
  return result.kind === 'request' ? result.packet.vars : [];
}

function encode(vars: readonly UwsgiVar[]): Uint8Array {
  const bytes = vars.flatMap(([key, value]) => [...encodeText(key), ...encodeText(value)]);
  return block(bytes);
}

function encodeText(text: string): number[] {
  return [text.length & 0xff, text.length >> 8, ...Array.from(text, (letter) => letter.charCodeAt(0))];
}

function block(bytes: readonly number[]): Uint8Array {
  return Uint8Array.from([0, bytes.length & 0xff, bytes.length >> 8, 0, ...bytes]);
}

function concat(left: Uint8Array, right: Uint8Array): Uint8Array {
  return Uint8Array.from([...left, ...right]);
}
