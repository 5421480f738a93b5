/** The culprit when threads run out: one endpoint, something that all endpoints wait for, or the load itself. */
import { formatDuration } from '../../text/format.js';
import type { RouteNamer } from '../routes/route-folding.js';
import { maxOf } from '../sample/counters.js';
import type { RequestSample } from '../sample/sample.js';
import { threadsWord, type WorkersContext } from './facts.js';

/** Younger requests do not sit: they pass through. */
const SITTING_SECONDS = 2;
/** Requests that take at least so long, and so many times longer than requests usually do, wait for something. */
const WAITING_SECONDS = 3;
const WAITING_TIMES_USUAL = 5;
/** A share of the threads that is a majority beyond doubt. */
const MOST = 0.6;
const FEWEST_REQUESTS = 2;
const MAX_ROUTE = 60;

/**
 * `7 of 8 threads sit in GET /report: the endpoint, not the pool`. null while most threads are free, or their requests
 * are too young to tell.
 */
export function blameFact(context: WorkersContext): string | null {
  const cores = context.totals.cores ?? 0;
  const sitting = context.requests.filter((request) => (request.ageSeconds ?? 0) >= SITTING_SECONDS);
  if (sitting.length < Math.max(FEWEST_REQUESTS, MOST * cores)) return null;
  const [route, count] = commonest(sitting, context.routeOf);
  const threads = threadsWord(context.workers);
  if (route !== null && count >= MOST * sitting.length && count >= FEWEST_REQUESTS) {
    return `${count} of ${cores} ${threads} sit in ${route}: the endpoint, not the pool`;
  }
  return waitingFact(sitting, `${sitting.length} of ${cores} ${threads}`, context);
}

/** Requests of many routes that are all old wait for something that they share. */
function waitingFact(sitting: readonly RequestSample[], who: string, context: WorkersContext): string | null {
  const routes = new Set(sitting.map(context.routeOf).filter((route) => route !== null)).size;
  const youngest = Math.min(...sitting.map((request) => request.ageSeconds ?? 0));
  if (routes < 2 || youngest < waitingSeconds(context)) return null;
  return `${who} wait for ${formatDuration(youngest)} or more in ${routes} routes: something they share`;
}

/** Slow routes may always have taken seconds: without knowing what is usual, only what is slow by any measure counts. */
function waitingSeconds({ server, thresholds }: WorkersContext): number {
  const usual = maxOf(server?.workers ?? [], ({ usualSeconds }) => usualSeconds);
  if (usual === null) return thresholds.requestWarnSeconds;
  return Math.min(thresholds.requestWarnSeconds, Math.max(WAITING_SECONDS, WAITING_TIMES_USUAL * usual));
}

function commonest(
  requests: readonly RequestSample[],
  routeOf: RouteNamer,
): readonly [route: string | null, count: number] {
  const counts = new Map<string, number>();
  for (const request of requests) {
    const route = routeOf(request)?.slice(0, MAX_ROUTE) ?? null;
    if (route !== null) counts.set(route, (counts.get(route) ?? 0) + 1);
  }
  let best: readonly [string | null, number] = [null, 0];
  for (const [route, count] of counts) if (count > best[1]) best = [route, count];
  return best;
}
