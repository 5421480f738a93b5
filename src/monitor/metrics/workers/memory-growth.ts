/** Workers whose memory grows: steadily over minutes, or away within seconds. */

import type { WorkerSample } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import { containedLeak } from './memory-lives.js';
import { memorySurge } from './memory-surge.js';
import type { WatchedWorker } from './watched-worker.js';

export interface MemoryGrowth {
  readonly slot: number;
  readonly rssBytes: number;
  readonly bytesPerHour: number;
  /** Share of its size that it gains in an hour. */
  readonly ratioPerHour: number;
  readonly level: 'warn' | 'critical';
  /** Of its siblings, where only a comparison with them tells; null: it is told by itself. */
  readonly siblingsPerHour: number | null;
  /** Away within seconds: what it gained, and in which time; null for a trend. */
  readonly surge: { readonly riseBytes: number; readonly seconds: number } | null;
}

/**
 * Share of the sizes' variation that a straight line must explain. Memory that rose once or twice and then stayed
 * reaches 0.75 and 0.89 at most, wherever the steps lie.
 */
const STEADY_FIT = 0.9;
const MIN_WATCHED_SECONDS = 600;
const MIN_RISE_BYTES = 4 * 2 ** 20;
const MIN_RISE_RATIO = 0.05;

/** A leak that is too slow to be told by itself shows when the siblings, who do the same, stay as they are. */
const APART_RATIO_PER_HOUR = 0.02;
const APART_RISE_BYTES = 2 ** 20;
const APART_WATCHED_SECONDS = 900;
const APART_TIMES = 4;
const FEWEST_SIBLINGS = 2;

/** The fastest growing first; without those that recycling contains. */
export function memoryGrowths(
  workers: readonly WorkerSample[],
  watched: readonly WatchedWorker[],
  thresholds: Thresholds,
): readonly MemoryGrowth[] {
  const rates = watched.map(({ memoryTrend }) => memoryTrend?.line?.bytesPerHour ?? null);
  return workers
    .flatMap((worker, index) => {
      const own = watched[index];
      if (own === undefined || containedLeak(own.memoryLives, worker.rssBytes) !== null) return [];
      return growthOf(worker, own, thresholds) ?? growthApart(worker, own, index, rates) ?? [];
    })
    .sort((left, right) => right.ratioPerHour - left.ratioPerHour);
}

function growthOf(
  { slot, rssBytes }: WorkerSample,
  watched: WatchedWorker,
  thresholds: Thresholds,
): MemoryGrowth | null {
  if (rssBytes === null) return null;
  const surge = memorySurge(watched.memorySurge);
  const bytesPerHour = surge?.bytesPerHour ?? steadyPerHour(watched, rssBytes);
  if (bytesPerHour === null) return null;
  const ratioPerHour = bytesPerHour / rssBytes;
  if (ratioPerHour < thresholds.memoryWarnRatioPerHour) return null;
  const level = ratioPerHour >= thresholds.memoryCriticalRatioPerHour ? 'critical' : 'warn';
  return { slot, rssBytes, bytesPerHour, ratioPerHour, level, siblingsPerHour: null, surge };
}

function growthApart(
  { slot, rssBytes }: WorkerSample,
  { memoryTrend }: WatchedWorker,
  index: number,
  rates: readonly (number | null)[],
): MemoryGrowth | null {
  const line = memoryTrend?.line ?? null;
  if (line === null || rssBytes === null || line.watchedSeconds < APART_WATCHED_SECONDS) return null;
  const { bytesPerHour, riseBytes, fit } = line;
  const ratioPerHour = bytesPerHour / rssBytes;
  if (ratioPerHour < APART_RATIO_PER_HOUR || riseBytes < APART_RISE_BYTES) return null;
  if ((fit ?? 0) < STEADY_FIT) return null;
  const siblings = rates.flatMap((rate, other) => (rate === null || other === index ? [] : [Math.abs(rate)]));
  const most = siblings.reduce((greatest, rate) => Math.max(greatest, rate), 0);
  if (siblings.length < FEWEST_SIBLINGS || most * APART_TIMES > bytesPerHour) return null;
  return { slot, rssBytes, bytesPerHour, ratioPerHour, level: 'warn', siblingsPerHour: most, surge: null };
}

/** null while a leak cannot be distinguished from warming up. */
function steadyPerHour({ memoryTrend }: WatchedWorker, rssBytes: number): number | null {
  const line = memoryTrend?.line ?? null;
  if (line === null || line.watchedSeconds < MIN_WATCHED_SECONDS) return null;
  const isSteady = (line.fit ?? 0) >= STEADY_FIT;
  const isMuch = line.riseBytes >= Math.max(MIN_RISE_BYTES, MIN_RISE_RATIO * rssBytes);
  return isSteady && isMuch ? line.bytesPerHour : null;
}
