import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteQueue } from '../../../../src/server/gateway/answers/byte-queue.js';
import { seededRandom } from '../../../seeded-random.js';

/** Of every length that the queue treats in its own way. */
const lengths = [0, 1, 7, 100, 4095, 4096, 4097, 9000, 16_384, 70_000];

test('what goes in comes out, whatever the pieces and however they are taken', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = seededRandom(seed);
    const queue = new ByteQueue();
    const pushed: Buffer[] = [];
    const taken: Buffer[] = [];
    let next = 0;
    for (let step = 0; step < 40; step += 1) {
      const action = random(10);
      if (action < 6) {
        const length = lengths[random(lengths.length)] ?? 0;
        const piece = Buffer.from(Array.from({ length }, () => (next = (next + 1) % 251)));
        // A view into something larger, as what a socket brings often is.
        const from = random(3);
        pushed.push(piece);
        queue.push(
          Buffer.concat([Buffer.alloc(from), piece, Buffer.alloc(random(200_000))]).subarray(
            from,
            from + length,
          ),
        );
      } else if (action < 9) taken.push(queue.take() ?? Buffer.alloc(0));
      else taken.push(queue.takeUpTo(1 + random(10_000)));
      const inside = lengthOf(pushed) - lengthOf(taken);
      assert.equal(queue.length, inside, `seed ${seed}`);
      assert.ok(
        queue.heldBytes >= inside && queue.heldBytes <= 3 * inside + 32_768,
        `seed ${seed}: ${queue.heldBytes} for ${inside}`,
      );
    }
    for (let piece = queue.take(); piece !== null; piece = queue.take()) taken.push(piece);
    assert.ok(Buffer.concat(taken).equals(Buffer.concat(pushed)), `seed ${seed}`);
    assert.equal(queue.heldBytes, 0);
  }
});

test('one-byte pieces take no more than a few times their length', () => {
  const queue = new ByteQueue();
  const chunk = Buffer.alloc(65_536, 'x');
  for (let at = 0; at < 50_000; at += 1) queue.push(chunk.subarray(at, at + 1));
  assert.equal(queue.length, 50_000);
  assert.ok(queue.heldBytes < 100_000);
});

function lengthOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
