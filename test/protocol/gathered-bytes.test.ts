import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatheredBytes } from '../../src/protocol/gathered-bytes.js';

const TEXT = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251);

for (const sizes of [[1], [1023], [1024], [1, 5000, 3], [70_000, 1], [1000, 1000, 65_536]]) {
  test(`pieces of ${sizes.join(', ')} bytes come back in their order`, () => {
    const gathered = new GatheredBytes();
    for (let at = 0, index = 0; at < TEXT.length; index += 1) {
      const size = sizes[index % sizes.length] ?? 1;
      gathered.push(TEXT.subarray(at, at + size));
      at += size;
    }
    assert.deepEqual(gathered.joined(), TEXT);
    gathered.push(TEXT.subarray(0, 3));
    assert.equal(gathered.joined().length, TEXT.length + 3, 'and it can go on');
  });
}

test('nothing is no bytes', () => {
  const gathered = new GatheredBytes();
  gathered.push(new Uint8Array());
  assert.equal(gathered.joined().length, 0);
});

test('a million pieces of one byte take little more than a million bytes', () => {
  const gathered = new GatheredBytes();
  const piece = Uint8Array.of(120);
  const before = process.memoryUsage();
  for (let count = 0; count < 1_000_000; count += 1) gathered.push(piece.subarray(0));
  const after = process.memoryUsage();
  const grown = after.arrayBuffers - before.arrayBuffers;
  assert.ok(grown < 2_000_000, `${grown} bytes`);
  assert.equal(gathered.joined().length, 1_000_000);
});
