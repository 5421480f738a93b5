/**
 * The routes that keep the server busy: every reading samples the work of all cores, and each request in it stands for the
 * time since the reading before. Kept for the last five minutes, in buckets of one minute that never grow beyond what
 * `MAX_GROUPS` allows: what is least of a full bucket goes, but stays in the total, so that shares stay true.
 */

import type { RequestSample } from '../sample/sample.js';
import { foldedRoute, type RouteNamer } from './route-folding.js';
import { routeOfRequest } from './route-of.js';

/** By what requests can be grouped. */
export const GROUPINGS = ['route', 'client', 'app', 'agent'] as const;

export type RequestGrouping = (typeof GROUPINGS)[number];

/** Tallies of the samples; immutable. */
export interface RouteWatch {
  /** Oldest first. */
  readonly buckets: readonly RouteBucket[];
  /** Requests of the newest reading, by group. */
  readonly now: Readonly<Record<RequestGrouping, ReadonlyMap<string, number>>>;
}

export interface RouteBucket {
  /** Which minute, counted from the epoch. */
  readonly minute: number;
  readonly firstMs: number;
  readonly readings: number;
  readonly busySeconds: number;
  readonly groups: Readonly<Record<RequestGrouping, ReadonlyMap<string, Tally>>>;
}

export interface Tally {
  readonly busySeconds: number;
  /** Requests that were not in the reading before. */
  readonly seen: number;
  readonly agedSightings: number;
  readonly ageSum: number;
  readonly oldestSeconds: number | null;
}

/** One line of the answer. */
export interface RouteShare {
  readonly group: string;
  readonly inFlight: number;
  readonly seen: number;
  readonly oldestSeconds: number | null;
  readonly meanAgeSeconds: number | null;
  /** Of all the time that was spent in requests, 0 to 1; null when no time has passed yet. */
  readonly busyShare: number | null;
}

/** For each grouping, over the whole window. */
export const MAX_GROUPS = 500;
/** Minutes in the window. */
export const BUCKETS = 5;
const BUCKET_MS = 60_000;
const MAX_IN_BUCKET = MAX_GROUPS / BUCKETS;
/** A pause in watching says nothing about what was going on meanwhile. */
const MAX_WEIGHT_SECONDS = 10;
/** Of the first reading, which has none before it. */
const FIRST_WEIGHT_SECONDS = 0.1;
const MAX_NAME_LENGTH = 200;

/** `seconds` since the reading before, null if there is none to compare with. */
export function observeRoutes(
  before: RouteWatch | null,
  requests: readonly RequestSample[],
  nowMs: number,
  seconds: number | null,
  nameOf: RouteNamer = routeOfRequest,
): RouteWatch {
  const minute = Math.floor(nowMs / BUCKET_MS);
  const kept = (before?.buckets ?? []).filter((one) => one.minute > minute - BUCKETS && one.minute <= minute);
  const open = kept.at(-1)?.minute === minute ? kept.at(-1) : undefined;
  const weight = Math.min(seconds ?? FIRST_WEIGHT_SECONDS, MAX_WEIGHT_SECONDS);
  const names = ofGroupings((grouping) => requests.map((request) => groupName(request, grouping, nameOf)));
  const bucket: RouteBucket = {
    minute,
    firstMs: open?.firstMs ?? nowMs,
    readings: (open?.readings ?? 0) + 1,
    busySeconds: (open?.busySeconds ?? 0) + weight * requests.length,
    groups: ofGroupings((grouping) =>
      tallied(open?.groups[grouping], names[grouping], requests, nowMs, weight),
    ),
  };
  const closed = open === undefined ? kept : kept.slice(0, -1);
  return { buckets: [...closed, bucket], now: ofGroupings((grouping) => counted(names[grouping])) };
}

/** Requests of one sample, by group. */
export function countedNow(
  requests: readonly RequestSample[],
  nameOf: RouteNamer = routeOfRequest,
): RouteWatch['now'] {
  return ofGroupings((grouping) => counted(requests.map((request) => groupName(request, grouping, nameOf))));
}

/** Merges tallies whose names have turned out to be one route. */
export function refolded(watch: RouteWatch, folded: ReadonlySet<string>): RouteWatch {
  const buckets = watch.buckets.map((bucket) => {
    const route = new Map<string, Tally>();
    for (const [name, tally] of bucket.groups.route) {
      const [method, path] = name.startsWith('/') ? ['', name] : splitOnce(name);
      const folding = path.startsWith('/') ? `${method}${foldedRoute(folded, path)}` : name;
      route.set(folding, added(route.get(folding), tally));
    }
    return { ...bucket, groups: { ...bucket.groups, route } };
  });
  return { ...watch, buckets };
}

/** The method with the space behind it, and the path. */
function splitOnce(name: string): readonly [string, string] {
  const space = name.indexOf(' ') + 1;
  return [name.slice(0, space), name.slice(space)];
}

/** Groups of the window, those that took most time first. */
export function routeShares(watch: RouteWatch, grouping: RequestGrouping): readonly RouteShare[] {
  const total = watch.buckets.reduce((sum, bucket) => sum + bucket.busySeconds, 0);
  const merged = new Map<string, Tally>();
  for (const { groups } of watch.buckets) {
    for (const [name, tally] of groups[grouping]) merged.set(name, added(merged.get(name), tally));
  }
  return [...merged]
    .sort(([, a], [, b]) => b.busySeconds - a.busySeconds)
    .map(([group, tally]) => shareOf(group, tally, watch.now[grouping].get(group) ?? 0, total));
}

/** Number of readings in the window, and its start. */
export function routeWindow(watch: RouteWatch): {
  readonly readings: number;
  readonly sinceMs: number | null;
} {
  const readings = watch.buckets.reduce((sum, bucket) => sum + bucket.readings, 0);
  return { readings, sinceMs: watch.buckets[0]?.firstMs ?? null };
}

function shareOf(group: string, tally: Tally, inFlight: number, total: number): RouteShare {
  return {
    group,
    inFlight,
    seen: tally.seen,
    oldestSeconds: tally.oldestSeconds,
    meanAgeSeconds: tally.agedSightings === 0 ? null : tally.ageSum / tally.agedSightings,
    busyShare: total > 0 ? Math.min(1, tally.busySeconds / total) : null,
  };
}

function tallied(
  before: ReadonlyMap<string, Tally> | undefined,
  names: readonly string[],
  requests: readonly RequestSample[],
  nowMs: number,
  weight: number,
): ReadonlyMap<string, Tally> {
  if (requests.length === 0 && before !== undefined) return before;
  const tallies = new Map(before);
  for (const [index, request] of requests.entries()) {
    const name = names[index] ?? '';
    const known = tallies.get(name);
    tallies.set(known === undefined ? ownCopy(name) : name, added(known, tallyOf(request, nowMs, weight)));
  }
  return withinBounds(tallies);
}

function tallyOf({ ageSeconds, firstSeenMs }: RequestSample, nowMs: number, weight: number): Tally {
  return {
    busySeconds: weight,
    seen: firstSeenMs === nowMs ? 1 : 0,
    agedSightings: ageSeconds === null ? 0 : 1,
    ageSum: ageSeconds ?? 0,
    oldestSeconds: ageSeconds,
  };
}

function added(a: Tally | undefined, b: Tally): Tally {
  if (a === undefined) return b;
  return {
    busySeconds: a.busySeconds + b.busySeconds,
    seen: a.seen + b.seen,
    agedSightings: a.agedSightings + b.agedSightings,
    ageSum: a.ageSum + b.ageSum,
    oldestSeconds:
      b.oldestSeconds === null ? a.oldestSeconds : Math.max(a.oldestSeconds ?? 0, b.oldestSeconds),
  };
}

function withinBounds(tallies: ReadonlyMap<string, Tally>): ReadonlyMap<string, Tally> {
  if (tallies.size <= MAX_IN_BUCKET) return tallies;
  return new Map([...tallies].sort(([, a], [, b]) => b.busySeconds - a.busySeconds).slice(0, MAX_IN_BUCKET));
}

function groupName(request: RequestSample, grouping: RequestGrouping, nameOf: RouteNamer): string {
  return (nameIn(request, grouping, nameOf) ?? '').slice(0, MAX_NAME_LENGTH);
}

/** Empty where the request does not say; an empty SCRIPT_NAME is the app at the root. */
function nameIn(request: RequestSample, grouping: RequestGrouping, nameOf: RouteNamer): string | null {
  switch (grouping) {
    case 'route':
      return nameOf(request);
    case 'client':
      return request.client;
    case 'app':
      return request.app === '' ? '/' : request.app;
    case 'agent':
      return request.userAgent;
  }
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** A part of a long text keeps the whole of it in memory; minutes of that would be megabytes. */
function ownCopy(name: string): string {
  return [...name].join('');
}

function ofGroupings<T>(make: (grouping: RequestGrouping) => T): Readonly<Record<RequestGrouping, T>> {
  return { route: make('route'), client: make('client'), app: make('app'), agent: make('agent') };
}
