/**
 * The one that keeps the threads: a route, a client, connections that never send a request, something that several routes
 * share, or simply more requests than usual. A route is judged by what is usual of itself, so that a report that always
 * takes seconds is not blamed for them.
 */
import type { RequestSample } from '../sample/sample.js';
import {
  recentLatency,
  recentOfRoute,
  recentRate,
  type Usual,
  usualLatencyOf,
  usualOfRoute,
  usualRateOf,
} from '../usual/usual.js';
import {
  BEYOND_SECONDS,
  type BeyondInput,
  type BeyondTally,
  commonest,
  countedBy,
  greatest,
} from './beyond.js';

export interface Suspect {
  readonly kind: 'route' | 'client' | 'worker' | 'headless' | 'shared' | 'load';
  /** The same as long as it is the same suspect. */
  readonly key: string;
  /** Raw: a route, a client. */
  readonly name: string;
  /** Threads that it holds; of a load its requests per second. */
  readonly held: number;
  readonly seconds: number | null;
  readonly usual: number | null;
  /** A client's most frequent route; of something shared, how many routes. */
  readonly route: string | null;
  readonly routes: number;
}

export interface SuspectInput extends BeyondInput {
  /** Requests in flight beyond what is usual of their routes, and the same by route over the last seconds. */
  readonly beyond: readonly RequestSample[];
  readonly tally: BeyondTally;
  /** Seconds that the requests of each worker lately took, by position in the document. */
  readonly workerSeconds: readonly (number | null)[];
  /** From here on a request is slow by any measure. */
  readonly slowSeconds: number;
}

const FAR_TIMES = 5;
const FEWEST = 2;
const MOST = 0.6;
const HALF = 0.5;
const OTHERS = 0.25;
const MORE_LOAD_TIMES = 1.5;

export function suspectOf(input: SuspectInput): Suspect | null {
  const { requests } = input.workers;
  if (requests.length === 0) return null;
  const headless = requests.filter(
    ({ uri, method, ageSeconds }) => uri === null && method === null && (ageSeconds ?? 0) >= BEYOND_SECONDS,
  );
  if (headless.length >= FEWEST && headless.length >= HALF * requests.length) {
    return {
      ...NOBODY,
      kind: 'headless',
      key: 'headless',
      held: headless.length,
      seconds: youngest(headless),
    };
  }
  return (
    clientSuspect(input) ??
    workerSuspect(input) ??
    routeSuspect(input) ??
    sharedSuspect(input) ??
    loadSuspect(input)
  );
}

/** Threads that it holds now. */
export function heldBy(
  { kind, name, held }: Suspect,
  { workers: { requests }, routeOf }: SuspectInput,
): number {
  const count = (is: (request: RequestSample) => boolean) => requests.filter(is).length;
  switch (kind) {
    case 'route':
      return count((request) => routeOf(request) === name);
    case 'client':
      return count(({ client }) => client === name);
    case 'worker':
      return count(({ slot }) => `W${slot}` === name);
    case 'headless':
      return count(({ uri, method }) => uri === null && method === null);
    case 'shared':
      return Math.min(held, requests.length);
    case 'load':
      return held;
  }
}

const NOBODY = { name: '', seconds: null, usual: null, route: null, routes: 0 };

const FEWEST_WORKERS = 3;
const WORKER_TIMES = 4;
const OTHER_WORKERS_TIMES = 2;

/** One worker alone is slow, whatever it serves: its process is what differs. */
function workerSuspect({ beyond, workers, usual, workerSeconds }: SuspectInput): Suspect | null {
  const usually = usualLatencyOf(usual)?.mean ?? null;
  const aged = beyond.filter(({ ageSeconds }) => (ageSeconds ?? 0) >= BEYOND_SECONDS);
  const slot = aged[0]?.slot;
  if (usually === null || slot === undefined || workers.workers.length < FEWEST_WORKERS) return null;
  const own = workerSeconds[slot - 1] ?? 0;
  const isAlone = aged.every((request) => request.slot === slot);
  const others = workerSeconds.filter((_, index) => index !== slot - 1);
  if (!isAlone || own < WORKER_TIMES * usually) return null;
  if (others.some((seconds) => (seconds ?? 0) > OTHER_WORKERS_TIMES * usually)) return null;
  const held = workers.requests.filter((request) => request.slot === slot).length;
  return {
    ...NOBODY,
    kind: 'worker',
    key: `worker ${slot}`,
    name: `W${slot}`,
    held,
    seconds: own,
    usual: usually,
  };
}

/** One route has most of the threads that are beyond the usual, over the last seconds. */
function routeSuspect(input: SuspectInput): Suspect | null {
  const { tally } = input;
  const [route, count] = greatest(tally);
  const all = [...tally.values()].reduce((sum, one) => sum + one, 0);
  if (route === null || count < MOST * all || !isAlone(route, input)) return null;
  const own = input.workers.requests.filter((request) => input.routeOf(request) === route);
  if (own.length < FEWEST && input.beyond.length < FEWEST) return null;
  const recent = recentOfRoute(input.usual, route, input.nowMs);
  return {
    ...NOBODY,
    kind: 'route',
    key: `route ${route}`,
    name: route,
    held: own.length,
    seconds: Math.max(recent ?? 0, oldest(own) ?? 0),
    usual: usualOfRoute(input.usual, route)?.mean ?? null,
  };
}

/** Of what is beyond the usual now, other routes have next to nothing: else they share something. */
function isAlone(route: string, { beyond, routeOf }: SuspectInput): boolean {
  const others = beyond.filter((request) => routeOf(request) !== route).length;
  return others < beyond.length && (others < FEWEST || others < OTHERS * beyond.length);
}

/** Several routes beyond what is usual of them wait for the same. */
function sharedSuspect(input: SuspectInput): Suspect | null {
  const { beyond } = input;
  const routes = new Set(beyond.map(input.routeOf));
  if (beyond.length < FEWEST || routes.size < 2 || beyond.length < HALF * input.workers.requests.length)
    return null;
  const usual = usualLatencyOf(input.usual);
  const recent = recentLatency(input.usual);
  if (usual === null && (middle(beyond) ?? 0) < waitingSeconds(input)) return null;
  return {
    ...NOBODY,
    kind: 'shared',
    key: 'shared',
    held: beyond.length,
    seconds: Math.max(recent ?? 0, youngest(beyond) ?? 0),
    usual: usual?.mean ?? null,
    routes: routes.size,
  };
}

/** Slow routes may always have taken seconds: before it is known, only much more than the mean of all tells. */
function waitingSeconds({ lifeSeconds, slowSeconds }: SuspectInput): number {
  if (lifeSeconds === null) return slowSeconds;
  return Math.min(slowSeconds, Math.max(BEYOND_SECONDS, FAR_TIMES * lifeSeconds));
}

const FEWEST_OF_CLIENT = 3;
const USUAL_CLIENT_TIMES = 2;

/** One that holds most threads and usually does not; behind a proxy that tells no client, all are one. */
function clientSuspect({ workers, usual, routeOf }: SuspectInput): Suspect | null {
  const { requests, totals } = workers;
  const counts = countedBy(requests, ({ client }) => client);
  const [client, held] = greatest(counts);
  if (client === null || held < FEWEST_OF_CLIENT || held < MOST * requests.length) return null;
  if (held < HALF * (totals.cores ?? held) || isUsualClient(usual, client, held / requests.length))
    return null;
  const own = requests.filter((request) => request.client === client);
  const [route, count] = commonest(own, routeOf);
  return {
    ...NOBODY,
    kind: 'client',
    key: `client ${client}`,
    name: client,
    held,
    seconds: oldest(own),
    route: count >= MOST * own.length ? route : null,
    routes: count,
  };
}

/** Of this host or network. */
const MAY_BE_PROXY = /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cde]|unix|$)/i;

function isUsualClient({ clients, watchedSeconds }: Usual, client: string, share: number): boolean {
  const others = [...clients.keys()].filter((other) => other !== client).length;
  const known = clients.get(client) ?? 0;
  if (others === 0) return MAY_BE_PROXY.test(client);
  return watchedSeconds >= 20 && known * USUAL_CLIENT_TIMES >= share;
}

function loadSuspect({ usual }: SuspectInput): Suspect | null {
  const rate = recentRate(usual);
  const usually = usualRateOf(usual);
  if (rate === null || usually === null || rate < MORE_LOAD_TIMES * usually || rate < 1) return null;
  return { ...NOBODY, kind: 'load', key: 'load', held: rate, usual: usually };
}

function oldest(requests: readonly RequestSample[]): number | null {
  return requests.reduce<number | null>((most, { ageSeconds }) => Math.max(most ?? 0, ageSeconds ?? 0), null);
}

/** Half of them are at least so old. */
function middle(requests: readonly RequestSample[]): number | null {
  const ages = requests.map(({ ageSeconds }) => ageSeconds ?? 0).sort((a, b) => a - b);
  return ages[Math.floor(ages.length / 2)] ?? null;
}

function youngest(requests: readonly RequestSample[]): number | null {
  return requests.reduce<number | null>(
    (least, { ageSeconds }) => Math.min(least ?? Number.POSITIVE_INFINITY, ageSeconds ?? 0),
    null,
  );
}
