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

/** A start is reported in whole seconds; two clocks are compared less exactly. */
const SURE_SECONDS = 0.1;

/** By core; empty where there is none. */
export function leftoverFlags(
  worker: WorkerStats,
  flights: readonly (Flight | null)[],
  before: readonly (LeftoverFlag | null)[],
): readonly (LeftoverFlag | null)[] {
  if (flights.length === 0 && before.length === 0) return NONE;
  const flags = (worker.cores ?? []).map((core, index): LeftoverFlag | null => {
    const startSecond = positiveOf(core.req_info.request_start);
    const finished = countOf(core.requests);
    if (core.in_request !== 1 || startSecond === null || finished === null) return null;
    const known = before[index] ?? null;
    if (known?.startSecond === startSecond && known.finished === finished) return known;
    return isOver(flights[index] ?? null, startSecond, finished) ? { startSecond, finished } : null;
  });
  return flags.some((flag) => flag !== null) ? flags : NONE;
}

const NONE: readonly null[] = [];

/** A request that began after the reading before would tell a later second. */
function isOver(flight: Flight | null, startSecond: number, finished: number): boolean {
  if (flight === null || flight.startSecond !== startSecond || flight.finishedBefore === null) return false;
  const leastSeconds = flight.ageSeconds - flight.rangeSeconds / 2;
  return finished > flight.finishedBefore && leastSeconds > SURE_SECONDS;
}
