import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TICK_MS, Ticker } from '../../../src/monitor/live/ticker.js';
import { FakeClock } from './fake-clock.js';

const SECONDS = 60;

/** Moments of ticks, and how many of them were not those of a reading. */
async function ticksBeside(readEachMs: number | null, scheduledMs = readEachMs) {
  const clock = new FakeClock(0);
  const ticks: number[] = [];
  const reads = new Set<number>();
  const ticker = new Ticker(
    clock,
    () => TICK_MS,
    () => ticks.push(clock.steadyMs()),
  );
  const read = () => {
    reads.add(clock.steadyMs());
    ticker.hasRead(scheduledMs ?? 0);
    clock.after(readEachMs ?? 0, read);
  };
  if (readEachMs !== null) clock.after(10, read);
  await clock.runUntil(SECONDS * 1000);
  ticker.close();
  await clock.runUntil(SECONDS * 2000);
  return { ticks, alone: ticks.filter((atMs) => !reads.has(atMs)).length };
}

test('without readings there is a tick a second', async () => {
  const { ticks } = await ticksBeside(null);
  assert.deepEqual(
    ticks,
    Array.from({ length: SECONDS }, (_, index) => (index + 1) * 1000),
  );
});

for (const [readEachMs, scheduledMs] of [
  [1000, 1000],
  [1013, 990],
  [1200, 1000],
  [500, 500],
  [100, 90],
] as const) {
  test(`a reading each ${readEachMs} ms takes the tick along, at least each 1.25 s`, async () => {
    const { ticks, alone } = await ticksBeside(readEachMs, scheduledMs);
    assert.ok(alone <= 1, `${alone} alone`);
    const gaps = ticks.slice(1).map((atMs, index) => atMs - (ticks[index] ?? 0));
    assert.ok(Math.max(...gaps) <= 1250 && Math.min(...gaps) >= 750, gaps.join(' '));
  });
}

for (const readEachMs of [1300, 2000, 60_000]) {
  test(`readings each ${readEachMs} ms leave the ticks where they are`, async () => {
    const { ticks } = await ticksBeside(readEachMs);
    const gaps = ticks.slice(1).map((atMs, index) => atMs - (ticks[index] ?? 0));
    assert.deepEqual(new Set(gaps), new Set([1000]));
  });
}

test('what moves by itself has its ticks as often as it wants them, from when it begins', async () => {
  const clock = new FakeClock(0);
  const ticks: number[] = [];
  let everyMs = TICK_MS;
  const ticker = new Ticker(
    clock,
    () => everyMs,
    () => ticks.push(clock.steadyMs()),
  );
  clock.after(900, () => {
    everyMs = 250;
    ticker.hasRead(1000);
  });
  await clock.runUntil(2000);
  ticker.close();
  assert.deepEqual(ticks, [1000, 1250, 1500, 1750, 2000]);
});
