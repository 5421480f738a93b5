import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  appendPoint,
  HISTORY_POINTS,
  type HistoryPoint,
  recentMean,
} from '../../../../src/monitor/metrics/sample/history.js';
import {
  extendBusyTrend,
  TREND_STEPS,
  trendRatios,
} from '../../../../src/monitor/metrics/sample/mean-trend.js';
import {
  extendTrend,
  type MemoryTrend,
  trendPerHour,
} from '../../../../src/monitor/metrics/workers/memory-trend.js';
import { at, capturedWorkers, readingOf, watch, withWorker, workersOf } from '../readings.js';

const START_MS = 1_795_354_000_000;
const MIB = 2 ** 20;

function trendOf(seconds: readonly number[], rss: (second: number) => number | null): MemoryTrend | null {
  return seconds.reduce<MemoryTrend | null>(
    (trend, second) => extendTrend(trend, START_MS + second * 1000, rss(second)),
    null,
  );
}

const MINUTES = Array.from({ length: 361 }, (_, second) => second);

test('a steady leak is told in bytes an hour', () => {
  const perHour = trendPerHour(trendOf(MINUTES, (second) => 100 * MIB + (second / 3600) * 36 * MIB));
  assert.ok(Math.abs((perHour ?? 0) - 36 * MIB) < 100, `${perHour}`);
  const noisy = trendPerHour(
    trendOf(MINUTES, (second) => 100 * MIB + (second / 3600) * 36 * MIB + (second % 2) * 1000),
  );
  assert.ok(Math.abs((noisy ?? 0) - 36 * MIB) < 0.01 * 36 * MIB, `${noisy}`);
  assert.equal(trendPerHour(trendOf(MINUTES, () => 50 * MIB)), 0);
});

test('too little time, too few points or no memory at all give no trend', () => {
  assert.equal(trendPerHour(trendOf(MINUTES.slice(0, 300), () => MIB)), null);
  assert.equal(trendPerHour(trendOf([0, 120, 240, 360], () => MIB)), null);
  assert.equal(trendPerHour(trendOf(MINUTES, () => null)), null);
  assert.equal(trendPerHour(null), null);
});

test('a worker’s trend starts anew with its process', () => {
  const document = capturedWorkers('plain-4x2-idle-after-3s');
  const readings = Array.from({ length: 700 }, (_, second) => {
    const process = second < 350 ? {} : { pid: 4711, respawn_count: 2 };
    const rss = second < 350 ? 100 * MIB + second * MIB : 20 * MIB;
    return readingOf(withWorker(document, 1, { ...process, rss }), START_MS + second * 1000);
  });
  const trends = watch(readings).map((observation) => workersOf(observation).totals.rssBytesPerHour);
  assert.equal(trends[290], null);
  assert.ok(Math.abs((trends[349] ?? 0) - 3600 * MIB) < 1);
  assert.equal(trends[351], null);
  assert.equal(trends[690], 0);
});

test('what a process takes while it warms up is no trend later on', () => {
  const warmed = (seconds: number) =>
    trendPerHour(
      trendOf(
        Array.from({ length: seconds }, (_, second) => second),
        (second) => 30 * MIB + Math.min(second, 60) * MIB,
      ),
    );
  assert.equal(warmed(301), 0);
  assert.equal(warmed(4000), 0);
});

test('a trend over a day has few points, and still knows the last half of it', () => {
  const day = Array.from({ length: 24 * 360 }, (_, index) => index * 10);
  const trend = trendOf(day, (second) => 100 * MIB + Math.max(0, second - 40_000) * 1000);
  assert.ok((trend?.points.length ?? 0) <= 48);
  assert.ok(Math.abs((trendPerHour(trend) ?? 0) - 3_600_000) < 100);
});

test('five minutes of busyness stand in twelve steps, oldest first, unknown where nobody looked', () => {
  let trend = extendBusyTrend(null, 0, null, null);
  for (let second = 1; second <= 49; second += 1) {
    trend = extendBusyTrend(trend, second * 1000, second < 25 ? 0.2 : 0.8, 1);
  }
  const unknown = Array.from({ length: TREND_STEPS - 2 }, () => null);
  assert.deepEqual(
    trendRatios(trend).map((ratio) => (ratio === null ? null : Math.round(ratio * 10) / 10)),
    [...unknown, 0.2, 0.8],
  );
  const later = trendRatios(extendBusyTrend(trend, 110_000, 1, 1));
  assert.deepEqual(later.slice(-5), [at(trendRatios(trend), -2), at(trendRatios(trend), -1), null, null, 1]);
  const muchLater = trendRatios(extendBusyTrend(trend, 10_000_000, 0.5, 1));
  assert.deepEqual(muchLater, [...unknown, null, 0.5]);
  assert.equal(trendRatios(extendBusyTrend(trend, 49_500, null, null)).length, TREND_STEPS);
});

test('a clock that was set far back starts the steps anew', () => {
  const trend = extendBusyTrend(null, 10_000_000, 0.5, 1);
  assert.equal(trendRatios(extendBusyTrend(trend, 1000, 0.25, 1)).at(-1), 0.25);
});

function point(timeMs: number, busyRatio: number | null): HistoryPoint {
  return { timeMs, busyRatio, requestsPerSecond: null, latencySeconds: null, queue: null, rssBytes: null };
}

test('the history keeps the newest points and leaves the old one as it was', () => {
  let history: readonly HistoryPoint[] = [];
  for (let second = 0; second <= HISTORY_POINTS; second += 1)
    history = appendPoint(history, point(second, 0));
  assert.equal(history.length, HISTORY_POINTS);
  assert.equal(at(history, 0).timeMs, 1);
  const longer = appendPoint(history, point(9999, 0));
  assert.equal(longer.length, HISTORY_POINTS);
  assert.equal(at(longer, 0).timeMs, 2);
  assert.equal(at(history, 0).timeMs, 1);
});

test('means are of the last seconds and of what is known', () => {
  const history = [point(0, 1), point(5000, 0.2), point(9000, null), point(14_000, 0.4)];
  const busy = ({ busyRatio }: HistoryPoint) => busyRatio;
  assert.equal(recentMean(history, 10, busy)?.toFixed(2), '0.30');
  assert.equal(recentMean(history, 1, busy), 0.4);
  assert.equal(recentMean(history.slice(2, 3), 10, busy), null);
  assert.equal(recentMean([], 10, busy), null);
  // After the clock was set back only what came later counts.
  assert.equal(recentMean([point(99_000, 1), point(1000, 0.5), point(2000, 0.5)], 10, busy), 0.5);
});
