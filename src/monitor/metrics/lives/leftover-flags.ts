/**
 * Cores that say that they are in a request which is over. A thread of uWSGI up to 2.0.30 that ends with its worker counts its
 * last request and leaves the flag: a count that grew under a start that stayed, longer ago than the reading before.
 */
import type { WorkerStats } from '../../../stats/schema.js';
import { countOf, positiveOf } from '../sample/counters.js';
import type { Flight } from './flights.js';

export interface LeftoverFlag {
  readonly startSecond: number;
  readonly finished: number;
}

interface PreviousReading {
  readonly timeMs: number;
  /** Local - server clock. */
  readonly offsetMs: number;
}

/** A start is reported in whole seconds; two clocks are compared less exactly. */
const SURE_SECONDS = 0.1;

/** By core; empty where there is none. `flights` are those of the reading before, at `previous`. */
export function leftoverFlags(
  worker: WorkerStats,
  flights: readonly (Flight | null)[],
  before: readonly (LeftoverFlag | null)[],
  previous: PreviousReading,
): readonly (LeftoverFlag | null)[] {
  if (flights.length === 0 && before.length === 0) return NONE;
  const flags = (worker.cores ?? []).map((core, index): LeftoverFlag | null => {
    const startSecond = positiveOf(core.req_info.request_start);
    const finished = countOf(core.requests);
    if (core.in_request !== 1 || startSecond === null || finished === null) return null;
    // A server that tells more than the second is not that uWSGI, and begins many requests in a second.
    if (positiveOf(core.request_start_us ?? null) !== null) return null;
    const known = before[index] ?? null;
    if (known?.startSecond === startSecond && known.finished === finished) return known;
    return isOver(flights[index] ?? null, startSecond, finished, previous) ? { startSecond, finished } : null;
  });
  return flags.some((flag) => flag !== null) ? flags : NONE;
}

const NONE: readonly null[] = [];

/** The second of the start was over at the reading before: a request that began since then would tell a later one. */
function isOver(
  flight: Flight | null,
  startSecond: number,
  finished: number,
  { timeMs, offsetMs }: PreviousReading,
): boolean {
  if (flight === null || flight.startSecond !== startSecond || flight.finishedBefore === null) return false;
  if (finished <= flight.finishedBefore) return false;
  if (flight.firstSeenMs < timeMs) return (timeMs - offsetMs) / 1000 > startSecond + 1 + SURE_SECONDS;
  // Seen once, it is as old as its second alone tells.
  return flight.ageSeconds - flight.rangeSeconds / 2 > SURE_SECONDS;
}
