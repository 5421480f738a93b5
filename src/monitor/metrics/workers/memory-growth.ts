/** Workers whose memory grows: steadily over minutes, or away within seconds. */

import type { WorkerSample } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import { memorySurge } from './memory-surge.js';
import type { WatchedWorker } from './watched-worker.js';

export interface MemoryGrowth {
  readonly slot: number;
  readonly rssBytes: number;
  readonly bytesPerHour: number;
  /** Share of its size that it gains in an hour. */
  readonly ratioPerHour: number;
  readonly level: 'warn' | 'critical';
  /** Away within seconds: what it gained, and in which time; null for a trend. */
  readonly surge: { readonly riseBytes: number; readonly seconds: number } | null;
}

/**
 * Share of the sizes' variation that a straight line must explain. Memory that rose once or twice and then stayed reaches 0.75 and
 * 0.89 at most, wherever the steps lie.
 */
const STEADY_FIT = 0.9;
const MIN_WATCHED_SECONDS = 600;
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
  { slot, rssBytes }: WorkerSample,
  watched: WatchedWorker | null,
  thresholds: Thresholds,
): MemoryGrowth | null {
  if (watched === null || rssBytes === null) return null;
  const surge = memorySurge(watched.memorySurge);
  const bytesPerHour = surge?.bytesPerHour ?? steadyPerHour(watched, rssBytes);
  if (bytesPerHour === null) return null;
  const ratioPerHour = bytesPerHour / rssBytes;
  if (ratioPerHour < thresholds.memoryWarnRatioPerHour) return null;
  const level = ratioPerHour >= thresholds.memoryCriticalRatioPerHour ? 'critical' : 'warn';
  return { slot, rssBytes, bytesPerHour, ratioPerHour, level, surge };
}

/** null while a leak cannot be distinguished from warming up. */
function steadyPerHour({ memoryTrend }: WatchedWorker, rssBytes: number): number | null {
  const line = memoryTrend?.line ?? null;
  if (line === null || line.watchedSeconds < MIN_WATCHED_SECONDS) return null;
  const isSteady = (line.fit ?? 0) >= STEADY_FIT;
  const isMuch = line.riseBytes >= Math.max(MIN_RISE_BYTES, MIN_RISE_RATIO * rssBytes);
  return isSteady && isMuch ? line.bytesPerHour : null;
}
