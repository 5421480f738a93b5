import assert from 'node:assert/strict';
import test from 'node:test';
import { FrameReader } from '../../../src/server/dispatch/frame-reader.js';
import {
  encodeFrame,
  encodeRequestHead,
  encodeRequests,
  FRAME_HEAD_BYTES,
  MAX_FRAME_BYTES,
  REQUEST_FLAGS,
} from '../../../src/server/messages/link-frames.js';
import { feed } from '../../../src/server/sockets/read-into.js';

type Row = readonly [kind: number, flags: number, extra: number, number: number, text: string];

const frames: readonly Row[] = [
  [17, 1, 0, 1, '200 OK'],
  [19, 0, 65_535, 0x7fffffff, ''],
  [18, 8, 3, 7, 'x'.repeat(300)],
];
const bytes = Buffer.concat(
  frames.map(([kind, flags, extra, number, text]) =>
    encodeFrame(kind, number, Buffer.from(text), flags, extra),
  ),
);

test('frames are read whole, byte by byte and cut at every point', () => {
  assert.deepEqual(read([bytes]), frames);
  assert.deepEqual(read(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))), frames);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    assert.deepEqual(read([bytes.subarray(0, cut), bytes.subarray(cut)]), frames, `cut at ${cut}`);
  }
});

test('data passes on as it comes, and its memory is used again once nobody holds it', () => {
  const text = Buffer.alloc(700_000, 'abcdefg');
  const whole = Buffer.concat([encodeFrame(18, 5, text, 8, 3), encodeFrame(19, 5, Buffer.from('end'), 1)]);
  for (const isFree of [true, false, null]) {
    const parts: Buffer[] = [];
    const held: Buffer[] = [];
    const last: (readonly [flags: number, kind: number])[] = [];
    const reader = new FrameReader(({ kind, flags, extra, number, payload }) => {
      assert.equal(number, 5);
      const frees = isFree ?? parts.length % 2 === 0;
      if (kind === 18) assert.equal(extra, 3);
      parts.push(Buffer.from(payload));
      held.push(frees ? Buffer.from(payload) : payload);
      last.push([flags, kind]);
      return frees;
    });
    for (let at = 0; at < whole.length; ) {
      const room = reader.room();
      const count = Math.min(room.length, whole.length - at, 30_000 + at);
      whole.copy(room, 0, at, at + count);
      at += count;
      reader.took(count);
    }
    assert.ok(Buffer.concat(parts).equals(Buffer.concat([text, Buffer.from('end')])));
    assert.ok(Buffer.concat(held).equals(Buffer.concat(parts)), 'what is held stays as it is');
    assert.ok(parts.length > 3, 'in parts');
    assert.deepEqual(last.slice(-2), [
      [8, 18],
      [1, 19],
    ]);
    assert.ok(last.slice(0, -2).every(([flags]) => flags === 0));
  }
});

test('a frame of the limit is waited for, one byte more is a fault', () => {
  const head = encodeFrame(17, 1, Buffer.alloc(0));
  head.writeUInt32LE(MAX_FRAME_BYTES, 0);
  assert.deepEqual(read([head]), []);
  head.writeUInt32LE(MAX_FRAME_BYTES + 1, 0);
  assert.throws(() => read([head]), RangeError);
});

test('a request whose body follows by itself has the same bytes as one in one piece', () => {
  for (const environ of ['', 'PATH_INFO\0/\0', 'é'.repeat(1000)]) {
    for (const flags of [0, REQUEST_FLAGS.environIsJson]) {
      const request = { number: 7, environ, flags, body: Buffer.alloc(20_000, 'body') };
      assert.ok(Buffer.concat([encodeRequestHead(request), request.body]).equals(encodeRequests([request])));
    }
  }
});

test('a request frame says how long its environ is and carries the body after it', () => {
  const environ = 'PATH_INFO\0/caf\u00e9';
  const frame = encodeRequests([{ number: 9, environ, flags: 0, body: Buffer.from('body') }]);
  assert.equal(frame.readUInt32LE(0), frame.length - FRAME_HEAD_BYTES);
  assert.equal(frame.readUInt32LE(8), 9);
  assert.equal(frame.readUInt32LE(12), environ.length);
  assert.equal(frame.toString('latin1', 16, 16 + environ.length), environ);
  assert.equal(frame.toString('latin1', 16 + environ.length), 'body');
});

function read(chunks: readonly Buffer[]): Row[] {
  const seen: Row[] = [];
  let part = '';
  const reader = new FrameReader(({ kind, flags, extra, number, payload }) => {
    part += payload.toString();
    // The parts of the one with data have no flags but the last.
    if (kind === 18 && flags === 0) return false;
    seen.push([kind, flags, extra, number, part]);
    part = '';
    return false;
  });
  for (const chunk of chunks) feed(reader, chunk);
  return seen;
}
