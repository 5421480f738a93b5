/**
 * Requests in flight that take longer than is usual: of their route, or of all requests while the route is new, or of the
 * server's life while it has hardly been watched.
 */
import type { RouteNamer } from '../routes/route-folding.js';
import { isOverdue } from '../sample/long-requests.js';
import type { RequestSample, WorkersBody } from '../sample/sample.js';
import { recentOfRoute, type Usual, usualLatencyOf, usualOfRoute } from '../usual/usual.js';

/** Requests in flight, and the figures to judge them by. */
export interface BeyondInput {
  /** Mean of all requests of the server's life, before it was watched; null: unknown. */
  readonly lifeSeconds: number | null;
  readonly workers: WorkersBody;
  readonly usual: Usual;
  readonly routeOf: RouteNamer;
  readonly nowMs: number;
}

/** Younger requests pass through, unless their route is known to be slower than usual. */
const SITTING_SECONDS = 2;
export const BEYOND_SECONDS = 1;
const BEYOND_TIMES = 5;
const BEYOND_PEAK_TIMES = 1.5;
/** Of requests that finish quickly, where only their means can be compared. */
const SLOWER_TIMES = 3;
const SLOWER_SECONDS = 0.05;

/** Requests in flight that take longer than their route usually does. */
export function beyondUsual(input: BeyondInput): readonly RequestSample[] {
  const limits = new Map<string, number>();
  return input.workers.requests.filter((request) => {
    const route = input.routeOf(request) ?? '';
    const limit = limits.get(route) ?? limitOf(input, route);
    limits.set(route, limit);
    return isJudged(request) && (request.ageSeconds ?? 0) >= limit;
  });
}

/** Before it has its headers nothing is known of a request, and some take long on purpose. */
function isJudged(request: RequestSample): boolean {
  return request.uri !== null && (request.longKind === null || isOverdue(request, 0));
}

/** 0 for a route whose last requests were slower than usual. */
function limitOf({ usual, nowMs, lifeSeconds }: BeyondInput, route: string): number {
  const own = usualOfRoute(usual, route);
  if (own !== null) {
    const recent = recentOfRoute(usual, route, nowMs);
    if (recent !== null && isSlower(recent, own.mean, own.peak)) return 0;
    return Math.max(BEYOND_SECONDS, BEYOND_TIMES * own.mean, BEYOND_PEAK_TIMES * own.peak);
  }
  const all = usualLatencyOf(usual);
  if (all !== null) return Math.max(SITTING_SECONDS, BEYOND_TIMES * all.mean);
  return lifeSeconds === null
    ? SITTING_SECONDS
    : Math.max(BEYOND_SECONDS, Math.min(SITTING_SECONDS, BEYOND_TIMES * lifeSeconds));
}

export function isSlower(recent: number, mean: number, peak: number): boolean {
  return (
    recent >= SLOWER_TIMES * mean && recent >= mean + SLOWER_SECONDS && recent >= BEYOND_PEAK_TIMES * peak
  );
}

/** Requests beyond the usual by route; older readings count less. */
export type BeyondTally = ReadonlyMap<string, number>;

const TALLY_KEPT = 0.85;
const TALLY_LEAST = 0.2;
const MAX_TALLIED = 100;

export function nextTally(
  before: BeyondTally,
  beyond: readonly RequestSample[],
  routeOf: RouteNamer,
): BeyondTally {
  if (before.size === 0 && beyond.length === 0) return before;
  const tally = new Map<string, number>();
  for (const [route, count] of before)
    if (count * TALLY_KEPT >= TALLY_LEAST) tally.set(route, count * TALLY_KEPT);
  for (const [route, count] of countedBy(beyond, routeOf)) {
    if (tally.has(route) || tally.size < MAX_TALLIED) tally.set(route, (tally.get(route) ?? 0) + count);
  }
  return tally;
}

export function commonest(
  requests: readonly RequestSample[],
  routeOf: RouteNamer,
): readonly [route: string | null, count: number] {
  return greatest(countedBy(requests, routeOf));
}

export function countedBy(
  requests: readonly RequestSample[],
  nameOf: (request: RequestSample) => string | null,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const request of requests) {
    const name = nameOf(request);
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

export function greatest(counts: ReadonlyMap<string, number>): readonly [string | null, number] {
  let best: readonly [string | null, number] = [null, 0];
  for (const [name, count] of counts) if (count > best[1]) best = [name, count];
  return best;
}
