/**
 * The usual of a server: how long its requests take, all and by route, how many come, and which clients they come
 * from. The durations by route are those of requests that were met in flight and were gone a reading later.
 */
import type { RouteNamer } from '../routes/route-folding.js';
import type { RequestSample, Sample, WorkersBody } from '../sample/sample.js';
import { type Baseline, extendBaseline, type UsualFigure, usualOf } from './baseline.js';
import type { ToldRoute } from './told-routes.js';

export interface Usual {
  /** Seconds that a finished request took. */
  readonly latency: Baseline | null;
  /** Finished requests per second. */
  readonly rate: Baseline | null;
  /** The last seconds, oldest first. */
  readonly recent: readonly Finished[];
  /** Those met last stand last. */
  readonly routes: ReadonlyMap<string, RouteUsual>;
  /** Share of the busy threads that clients hold, 0 to 1, over some minutes; those met last stand last. */
  readonly clients: ReadonlyMap<string, number>;
  readonly watchedSeconds: number;
}

/** Requests that finished between two readings. */
interface Finished {
  readonly timeMs: number;
  readonly seconds: number;
  readonly sum: number;
  readonly count: number;
}

interface RouteUsual {
  readonly baseline: Baseline | null;
  /** The last that finished, one by one or by reading. */
  readonly recent: readonly RecentOfRoute[];
  /** The server counts them all; else they are those that were met in flight. */
  readonly isTold: boolean;
}

/** Requests that finished, and seconds of all of them. */
interface RecentOfRoute extends ToldRoute {
  readonly timeMs: number;
}

export const NOTHING_USUAL: Usual = {
  latency: null,
  rate: null,
  recent: [],
  routes: new Map(),
  clients: new Map(),
  watchedSeconds: 0,
};

export const MAX_ROUTES = 200;
export const MAX_CLIENTS = 200;
const MAX_NAME = 200;
const RECENT_MS = 5000;
/** Requests, or readings where the server tells of all that finished. */
const MAX_RECENT = 8;
const RECENT_ROUTE_MS = 8000;
/** After a longer gap nobody knows when a request ended. */
const MAX_GAP_SECONDS = 5;
const CLIENT_MEMORY_SECONDS = 90;

interface UsualInput {
  /** The sample before, of the same life of the server. */
  readonly before: Sample | null;
  readonly sample: Sample;
  readonly routeOf: RouteNamer;
  /** All that finished, as the server counts it; null: only requests that were met in flight are known. */
  readonly told: ReadonlyMap<string, ToldRoute> | null;
  /** Nothing of an overloaded server is usual. */
  readonly isOverloaded: boolean;
  /** Its share now is not its usual one. */
  readonly blamedClient: string | null;
}

export function observeUsual(
  usual: Usual,
  { before, sample, routeOf, told, isOverloaded, blamedClient }: UsualInput,
): Usual {
  const { body, intervalSeconds: seconds, timeMs } = sample;
  if (body.kind !== 'workers' || before?.body.kind !== 'workers' || seconds === null) return usual;
  if (seconds > MAX_GAP_SECONDS) return { ...usual, recent: [] };
  const recent = nextRecent(usual.recent, finishedIn(body.workers, seconds, timeMs));
  const newest = recent.at(-1);
  const mean = recentLatency({ recent });
  return {
    latency:
      isOverloaded || newest === undefined || newest.count === 0 || mean === null
        ? usual.latency
        : extendBaseline(usual.latency, timeMs, { sum: newest.sum, weight: newest.count, peak: mean }),
    rate: isOverloaded
      ? usual.rate
      : extendBaseline(usual.rate, timeMs, { sum: newest?.count ?? 0, weight: seconds, peak: 0 }),
    recent,
    routes: nextRoutes(
      usual.routes,
      endedRequests(before.body.workers, body.workers, seconds, before.timeMs),
      { timeMs, isOverloaded, routeOf, told },
    ),
    clients: nextClients(usual.clients, body.workers.requests, seconds, blamedClient),
    watchedSeconds: usual.watchedSeconds + seconds,
  };
}

/** Mean of the requests that finished in the last seconds; null when none did. */
export function recentLatency({ recent }: Pick<Usual, 'recent'>): number | null {
  const count = recentCount({ recent });
  return count > 0 ? recent.reduce((sum, one) => sum + one.sum, 0) / count : null;
}

export function recentCount({ recent }: Pick<Usual, 'recent'>): number {
  return recent.reduce((sum, one) => sum + one.count, 0);
}

export function recentRate({ recent }: Pick<Usual, 'recent'>): number | null {
  const seconds = recent.reduce((sum, one) => sum + one.seconds, 0);
  return seconds > 0 ? recentCount({ recent }) / seconds : null;
}

const ENOUGH_REQUESTS = 20;
const ENOUGH_OF_ROUTE = 4;

export function usualLatencyOf({ latency }: Usual): UsualFigure | null {
  return usualOf(latency, ENOUGH_REQUESTS);
}

export function usualRateOf({ rate }: Usual): number | null {
  return usualOf(rate, 1)?.mean ?? null;
}

export function usualOfRoute({ routes }: Usual, route: string): UsualFigure | null {
  return usualOf(routes.get(route.slice(0, MAX_NAME))?.baseline, ENOUGH_OF_ROUTE);
}

/** Mean of the route's requests that finished lately; null when too few did. */
export function recentOfRoute({ routes }: Usual, route: string, nowMs: number): number | null {
  const recent = (routes.get(route.slice(0, MAX_NAME))?.recent ?? []).filter(
    ({ timeMs }) => nowMs - timeMs <= RECENT_ROUTE_MS,
  );
  const count = recent.reduce((all, one) => all + one.count, 0);
  return count < 2 ? null : recent.reduce((all, { sum }) => all + sum, 0) / count;
}

function finishedIn({ totals }: WorkersBody, seconds: number, timeMs: number): Finished {
  const rate = Math.max(0, (totals.requestsPerSecond ?? 0) - (totals.staticPerSecond ?? 0));
  const count = totals.latencySeconds === null ? 0 : rate * seconds;
  return { timeMs, seconds, count, sum: count * (totals.latencySeconds ?? 0) };
}

function nextRecent(before: readonly Finished[], now: Finished): readonly Finished[] {
  const kept = before.filter(({ timeMs }) => timeMs > now.timeMs - RECENT_MS && timeMs < now.timeMs);
  return [...kept, now];
}

interface Ended {
  readonly request: RequestSample;
  readonly seconds: number;
}

function endedRequests(
  before: WorkersBody,
  now: WorkersBody,
  interval: number,
  timeMs: number,
): readonly Ended[] {
  const flying = new Set(now.requests.map(placeOf));
  return before.requests.flatMap((request) => {
    const worker = now.workers[request.slot - 1];
    if (flying.has(placeOf(request)) || worker === undefined || worker.pid !== request.pid) return [];
    return [{ request, seconds: durationOf(request, worker.latencySeconds, interval, timeMs) }];
  });
}

function placeOf({ slot, core, firstSeenMs }: RequestSample): string {
  return `${slot}.${core}.${firstSeenMs}`;
}

/**
 * It ended halfway between two readings. One that was met once, at `timeMs`, may have been much shorter: then the mean of
 * what its worker finished tells.
 */
function durationOf(
  { ageSeconds, firstSeenMs }: RequestSample,
  latencySeconds: number | null,
  interval: number,
  timeMs: number,
): number {
  const age = ageSeconds ?? 0;
  if (firstSeenMs < timeMs) return age + interval / 2;
  return Math.min(age + interval / 2, Math.max(age, latencySeconds ?? age + interval / 2));
}

interface RouteNews {
  readonly timeMs: number;
  readonly isOverloaded: boolean;
  readonly routeOf: RouteNamer;
  readonly told: ReadonlyMap<string, ToldRoute> | null;
}

function nextRoutes(
  before: ReadonlyMap<string, RouteUsual>,
  ended: readonly Ended[],
  { timeMs, isOverloaded, routeOf, told }: RouteNews,
): ReadonlyMap<string, RouteUsual> {
  if (ended.length === 0 && (told === null || told.size === 0)) return before;
  const byRoute = new Map<string, number[]>();
  for (const { request, seconds } of ended) {
    const route = routeOf(request)?.slice(0, MAX_NAME);
    if (route === undefined) continue;
    const known = byRoute.get(route);
    if (known === undefined) byRoute.set(route, [seconds]);
    else known.push(seconds);
  }
  const routes = new Map(before);
  for (const route of told?.keys() ?? []) if (!byRoute.has(route)) byRoute.set(route.slice(0, MAX_NAME), []);
  for (const [route, seconds] of byRoute) {
    const known = routes.get(route);
    routes.delete(route);
    routes.set(route, routeWith(known, finishedOf(seconds, told?.get(route)), timeMs, isOverloaded));
  }
  return newestOf(routes, MAX_ROUTES);
}

interface FinishedOfRoute extends ToldRoute {
  readonly peak: number;
  readonly recent: readonly ToldRoute[];
  readonly isTold: boolean;
}

/** Those met in flight are the longer ones: where the server tells of all, they only show how long the longest take. */
function finishedOf(seconds: readonly number[], told: ToldRoute | undefined): FinishedOfRoute {
  const met = { count: seconds.length, sum: seconds.reduce((total, one) => total + one, 0) };
  const { count, sum } = told ?? met;
  return {
    count,
    sum,
    peak: seconds.reduce((most, one) => Math.max(most, one), sum / Math.max(1, count)),
    isTold: told !== undefined,
    recent: told === undefined ? seconds.map((one) => ({ count: 1, sum: one })) : [told],
  };
}

function routeWith(
  before: RouteUsual | undefined,
  { count, sum, peak, recent, isTold }: FinishedOfRoute,
  timeMs: number,
  isOverloaded: boolean,
): RouteUsual {
  const known = before?.baseline ?? null;
  const latest = recent.map((one) => ({ ...one, timeMs }));
  return {
    baseline: isOverloaded ? known : extendBaseline(known, timeMs, { sum, weight: count, peak }),
    recent: [...(before?.recent ?? []), ...latest].slice(-MAX_RECENT),
    isTold,
  };
}

function nextClients(
  before: ReadonlyMap<string, number>,
  requests: readonly RequestSample[],
  seconds: number,
  blamed: string | null,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { client } of requests)
    if (client !== null && client !== blamed) counts.set(client, (counts.get(client) ?? 0) + 1);
  if (counts.size === 0) return before;
  const part = Math.min(1, seconds / CLIENT_MEMORY_SECONDS);
  const shares = new Map<string, number>();
  for (const [client, share] of before) if (!counts.has(client)) shares.set(client, share * (1 - part));
  for (const [client, count] of counts) {
    const known = before.get(client) ?? 0;
    shares.set(client.slice(0, MAX_NAME), known + part * (count / requests.length - known));
  }
  return newestOf(shares, MAX_CLIENTS);
}

function newestOf<T>(map: Map<string, T>, most: number): ReadonlyMap<string, T> {
  for (const key of map.keys()) {
    if (map.size <= most) break;
    map.delete(key);
  }
  return map;
}
