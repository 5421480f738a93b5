import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import type { RequestBody } from '../../../../src/server/exchange/exchange.js';
import { BodyCollector } from '../../../../src/server/gateway/bodies/body-collector.js';
import { bodyMemory } from '../../../../src/server/gateway/bodies/body-room.js';
import { waitFor } from '../../../wait-for.js';

interface Rig {
  readonly collector: BodyCollector;
  readonly errors: Error[];
  rooms: number;
}

function collect(memoryBytes: number, expectedBytes: number | null = null): Rig {
  const rig: Rig = {
    errors: [],
    rooms: 0,
    collector: new BodyCollector({
      memoryBytes,
      expectedBytes,
      onRoom: () => {
        rig.rooms += 1;
      },
      onFailure: (error) => rig.errors.push(error),
    }),
  };
  return rig;
}

/** The way a connection does: in memory that the next read overwrites. */
function pushShared({ collector }: Rig, bytes: Buffer): void {
  const shared = Buffer.from(bytes);
  collector.push(shared);
  shared.fill(1);
}

/** Bytes that say where they stand. */
function numbered(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 0xff));
}

async function contents(body: RequestBody, most = 10_000): Promise<Buffer> {
  if (body.kind === 'whole') return body.bytes ?? Buffer.alloc(0);
  const pieces: Buffer[] = [];
  for (;;) {
    const some = await body.source.read(most);
    if (some.length === 0) break;
    assert.ok(some.reduce((sum, { length }) => sum + length, 0) <= most);
    for (const piece of some) pieces.push(Buffer.from(piece));
    body.source.sent();
  }
  body.source.release();
  return Buffer.concat(pieces);
}

async function finished({ collector }: Rig): Promise<RequestBody> {
  return new Promise((resolve) => collector.finish(resolve));
}

const descriptors = () => readdirSync('/proc/self/fd').length;

test('bodies of all lengths and in pieces of all sizes come out as they came in', async () => {
  const before = descriptors();
  for (const length of [0, 1, 99, 100, 101, 5000, 32_768, 32_769, 65_536, 65_537, 300_000]) {
    for (const size of [1, 7, 4096, 65_536, 400_000]) {
      if (length / size > 10_000) continue;
      for (const memoryBytes of [100, 1_000_000]) {
        for (const expected of [null, length]) {
          const rig = collect(memoryBytes, expected);
          const all = numbered(length);
          for (let at = 0; at < length; at += size) pushShared(rig, all.subarray(at, at + size));
          const body = await finished(rig);
          assert.equal(rig.collector.length, length);
          assert.equal(body.kind, length > Math.min(memoryBytes, 32_768) ? 'follows' : 'whole');
          assert.ok(all.equals(await contents(body)), `${length} in pieces of ${size}, ${memoryBytes}`);
        }
      }
    }
  }
  assert.equal(bodyMemory.used, 0);
  await waitFor('no file left', () => descriptors() <= before);
});

test('one that comes faster than the disk takes it is held, and goes on', async () => {
  const rig = collect(1000);
  const block = numbered(65_536);
  let pushed = 0;
  while (rig.collector.push(block)) pushed += 1;
  assert.ok(pushed < 10);
  await waitFor('room', () => rig.rooms === 1);
  assert.equal((await contents(await finished(rig))).length, (pushed + 1) * block.length);
  assert.equal(bodyMemory.used, 0);
});

test('given up at any stage it leaves no memory and no file', async () => {
  const before = descriptors();
  const stages: readonly ((rig: Rig) => Promise<void>)[] = [
    async () => {},
    async ({ collector }) => void collector.push(numbered(50)),
    async ({ collector }) => void collector.push(numbered(5000)),
    async ({ collector }) => {
      collector.push(numbered(5000));
      await new Promise((resolve) => setImmediate(resolve));
      collector.push(numbered(5000));
    },
    async ({ collector }) => {
      collector.push(numbered(5000));
      await waitFor('a file', () => bodyMemory.used === 0);
    },
    async (rig) => {
      rig.collector.push(numbered(500_000));
      rig.collector.finish(() => assert.fail('it was given up'));
    },
  ];
  for (const stage of stages) {
    const rig = collect(100);
    await stage(rig);
    rig.collector.abort();
    rig.collector.abort();
    assert.ok(rig.collector.push(numbered(10)));
    assert.deepEqual(rig.errors, []);
  }
  assert.equal(bodyMemory.used, 0);
  await waitFor('no file left', () => descriptors() <= before);
});

test('without a disk it fails once, and holds nothing', async (t) => {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = '/nowhere';
  t.after(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  const rig = collect(100);
  rig.collector.push(numbered(5000));
  rig.collector.push(numbered(5000));
  rig.collector.finish(() => assert.fail('it is not whole'));
  await waitFor('the failure', () => rig.errors.length > 0);
  rig.collector.push(numbered(5000));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.match(String(rig.errors), /ENOENT/);
  assert.equal(rig.errors.length, 1);
  assert.equal(bodyMemory.used, 0);
});

test('an announced length takes no memory before it comes', () => {
  const rig = collect(1_000_000_000, 900_000_000);
  rig.collector.push(numbered(10));
  assert.ok(bodyMemory.used <= 16_384);
  rig.collector.abort();
  assert.equal(bodyMemory.used, 0);
});
