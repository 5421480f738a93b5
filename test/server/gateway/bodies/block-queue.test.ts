import assert from 'node:assert/strict';
import test from 'node:test';
import { BLOCK_BYTES, BlockQueue, giveBack } from '../../../../src/server/gateway/bodies/block-queue.js';
import { seededRandom } from '../../../seeded-random.js';

const lengths = [0, 1, 100, 4095, 4096, 4097, 30_000, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 200_000];

test('what goes in comes out, and no block is used again before it was given back', () => {
  const random = seededRandom(11);
  const queues = [1, 2, 3].map(() => ({ queue: new BlockQueue(), expected: Buffer.alloc(0) }));
  /** Bytes that somebody has taken and not yet done with. */
  const lent: { taken: Buffer; copy: Buffer; emptied: readonly Buffer[] }[] = [];
  let next = 0;
  for (let step = 0; step < 600; step += 1) {
    const one = queues[random(queues.length)] ?? assert.fail();
    const action = random(10);
    if (action < 4) {
      const bytes = Buffer.alloc(lengths[random(lengths.length)] ?? 0);
      for (let at = 0; at < bytes.length; at += 97) bytes[at] = next++ & 0xff;
      one.queue.push(bytes);
      one.expected = Buffer.concat([one.expected, bytes]);
      bytes.fill('!');
    } else if (action < 8) {
      const most = 1 + random(150_000);
      const { pieces, emptied } = one.queue.take(most);
      const copy = Buffer.concat([...pieces]);
      assert.equal(copy.length, Math.min(most, one.expected.length));
      assert.ok(copy.equals(one.expected.subarray(0, copy.length)), `step ${step}`);
      one.expected = one.expected.subarray(copy.length);
      for (const [at, taken] of pieces.entries()) {
        lent.push({ taken, copy: Buffer.from(taken), emptied: at === pieces.length - 1 ? emptied : [] });
      }
    } else if (action === 8) {
      for (const { taken, copy, emptied } of lent.splice(0)) {
        assert.ok(taken.equals(copy), `step ${step}: written to while it was out`);
        for (const memory of emptied) giveBack(memory);
      }
    } else if (random(4) === 0) {
      one.queue.clear();
      one.expected = Buffer.alloc(0);
    }
    assert.equal(one.queue.length, one.expected.length);
    assert.ok(one.queue.heldBytes >= one.queue.length);
    assert.ok(one.queue.heldBytes <= one.queue.length + 2 * BLOCK_BYTES);
  }
});

test('a few bytes take no block', () => {
  const queue = new BlockQueue();
  queue.push(Buffer.alloc(10));
  assert.ok(queue.heldBytes < BLOCK_BYTES / 8);
  queue.clear();
  assert.equal(queue.heldBytes, 0);
});
