/** Workers whose memory grows steadily: a leak, as far as numbers can tell it from a process that warms up. */

import { trendFit } from './memory-trend.js';
import type { WorkerSample } from './sample.js';
import type { Thresholds } from './thresholds.js';
import type { WatchedWorker } from './watched-worker.js';

export interface MemoryGrowth {
  readonly slot: number;
  readonly rssBytes: number;
  readonly bytesPerHour: number;
  /** Share of its size that it gains in an hour. */
  readonly ratioPerHour: number;
  readonly level: 'warn' | 'critical';
}

/**
 * What a straight line must explain of the sizes. Memory that rose once or twice and then stayed reaches 0.75 and
 * 0.89 at most, wherever the steps lie.
 */
const STEADY_FIT = 0.9;
const MIN_WATCHED_SECONDS = 120;
const MIN_RISE_BYTES = 4 * 2 ** 20;
const MIN_RISE_RATIO = 0.05;

/** The fastest growing first. */
export function memoryGrowths(
  workers: readonly WorkerSample[],
  watched: readonly WatchedWorker[],
  thresholds: Thresholds,
): readonly MemoryGrowth[] {
  return workers
    .flatMap((worker, index) => growthOf(worker, watched[index] ?? null, thresholds) ?? [])
    .sort((left, right) => right.ratioPerHour - left.ratioPerHour);
}

function growthOf(
  worker: WorkerSample,
  watched: WatchedWorker | null,
  thresholds: Thresholds,
): MemoryGrowth | null {
  const trend = watched?.memoryTrend ?? null;
  const fit = trendFit(trend);
  const { slot, rssBytes, rssBytesPerHour: bytesPerHour } = worker;
  if (trend === null || fit === null || rssBytes === null || bytesPerHour === null) return null;
  const hours = (trend.lastMs - trend.firstMs) / 3_600_000;
  const rise = bytesPerHour * hours;
  const isSteady = fit >= STEADY_FIT && hours * 3600 >= MIN_WATCHED_SECONDS;
  if (!isSteady || rise < Math.max(MIN_RISE_BYTES, MIN_RISE_RATIO * rssBytes)) return null;
  const ratioPerHour = bytesPerHour / rssBytes;
  if (ratioPerHour < thresholds.memoryWarnRatioPerHour) return null;
  const level = ratioPerHour >= thresholds.memoryCriticalRatioPerHour ? 'critical' : 'warn';
  return { slot, rssBytes, bytesPerHour, ratioPerHour, level };
}
