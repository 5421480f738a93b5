/** When it is serious that every core is busy. Servers that still have workers in reserve get the time to wake them. */
import { maxOf } from '../sample/counters.js';
import type { Totals } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import type { WatchedServer } from './watched-server.js';

/** Shorter than this it is a burst; where connections wait for all of them, much shorter. */
const BURST_SECONDS = 5;
const QUEUED_BURST_SECONDS = 1;
/** Cheaper modes wake one worker every few seconds. */
const RESERVE_SECONDS = 10;

interface Load {
  readonly totals: Totals;
  readonly server: WatchedServer | null;
  readonly thresholds: Thresholds;
  readonly nowMs: number;
}

export function isOverloaded(load: Load): boolean {
  const seconds = secondsSince(load, load.server?.streaks.saturatedSinceMs);
  if (seconds === null) return false;
  if (hasReserve(load)) return seconds >= (isReserveLate(load) ? BURST_SECONDS : RESERVE_SECONDS);
  return seconds >= ((load.totals.queue ?? 0) > 0 ? QUEUED_BURST_SECONDS : BURST_SECONDS);
}

/** A small queue that stays is told too. */
export function isQueuedLong(load: Load): boolean {
  const seconds = secondsSince(load, load.server?.streaks.queuedSinceMs);
  return seconds !== null && seconds >= (hasReserve(load) ? RESERVE_SECONDS : BURST_SECONDS);
}

/** More workers will be there in a moment: cheaped ones, or those that a reload or recycling has just replaced. */
export function hasReserve(load: Load): boolean {
  const { cheap = 0, start = 0, dead = 0 } = load.totals.workersByState;
  return cheap > 0 || (start + dead > 0 && longestDown(load) < load.thresholds.startWarnSeconds);
}

/** Those that are to help take long to start, or what waits is more than they could take. */
function isReserveLate(load: Load): boolean {
  return longestDown(load) >= BURST_SECONDS || (load.totals.queueWaitSeconds ?? 0) >= RESERVE_SECONDS;
}

export function longestDown(load: Load): number {
  return maxOf(load.server?.workers ?? [], (worker) => secondsSince(load, worker.downSinceMs)) ?? 0;
}

function secondsSince({ nowMs }: Load, sinceMs: number | null | undefined): number | null {
  return sinceMs === null || sinceMs === undefined ? null : Math.max(0, nowMs - sinceMs) / 1000;
}
