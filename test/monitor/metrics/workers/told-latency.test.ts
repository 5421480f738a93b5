import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  nextToldLatency,
  percentilesOf,
  type ToldLatency,
} from '../../../../src/monitor/metrics/workers/told-latency.js';
import { coarseBuckets, LatencyHistogram } from '../../../../src/server/counting/latency-histogram.js';
import type { LatencyBucket } from '../../../../src/stats/tsgi-block.js';
import { randomFrom } from '../simulated-server.js';

test('percentiles of the last ten seconds, within a tenth of the durations themselves', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = randomFrom(seed);
    const histogram = new LatencyHistogram();
    const finished: { readonly time: number; readonly micros: number }[] = [];
    let told: ToldLatency | null = null;
    for (let time = 0; time < 30; time += 1) {
      for (let count = 0; count < 40; count += 1) {
        const micros = Math.round(50 * 10 ** (random() * (seed + 1)));
        histogram.record(micros);
        finished.push({ time, micros });
      }
      told = nextToldLatency(told, coarseBuckets(histogram.encode()), time * 1000);
    }
    const sorted = finished
      .filter(({ time }) => time > 19)
      .map(({ micros }) => micros / 1e6)
      .sort((left, right) => left - right);
    const percentiles = percentilesOf(told) ?? assert.fail();
    assert.equal(percentiles.count, sorted.length);
    for (const [share, seconds] of [
      [0.5, percentiles.p50Seconds],
      [0.9, percentiles.p90Seconds],
      [0.99, percentiles.p99Seconds],
    ] as const) {
      const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
      assert.ok(Math.abs(seconds - exact) <= 0.1 * exact, `seed ${seed}, ${share}: ${seconds}, not ${exact}`);
    }
  }
});

test('nothing is told before two looks, of quiet seconds, or of counts that went down', () => {
  const look = (buckets: readonly LatencyBucket[], before: ToldLatency | null, nowMs: number) =>
    nextToldLatency(before, buckets, nowMs);
  const first = look([[100, 5]], null, 0);
  assert.equal(percentilesOf(first), null);
  assert.equal(percentilesOf(look([[100, 5]], first, 1000)), null);
  assert.equal(percentilesOf(look([[100, 4]], first, 1000)), null);
  assert.equal(look([], first, 1000), null);
  assert.equal(percentilesOf(look([[100, 6]], first, 1000))?.count, 1);
  // A clock that steps back begins anew.
  assert.equal(percentilesOf(look([[100, 6]], first, -5)), null);
});
