/**
 * The block of the bundled server behind uWSGI's keys: what it measures of all requests. Anything that cannot be true is
 * left out, as in all other blocks.
 */
import { isRecord, type Wire, type WireRecord } from './wire-values.js';

interface TsgiStats {
  /** Pairs of the longest duration of a bucket (microseconds) and the requests in it since the start, shortest first. */
  readonly latency_buckets: readonly LatencyBucket[];
  readonly routes: readonly RouteStats[];
}

export type LatencyBucket = readonly [longest: number, count: number];

export interface RouteStats {
  /** `GET /users/:id`, or `other`. */
  readonly route: string;
  readonly requests: number;
  /** Microseconds. */
  readonly running_time: number;
}

/** @returns null for other servers */
export function tsgiStatsFrom(extra: WireRecord): TsgiStats | null {
  const block = extra['tsgi'];
  if (!isRecord(block)) return null;
  const wire: Wire<TsgiStats> = block;
  return { latency_buckets: bucketsFrom(wire.latency_buckets), routes: routesFrom(wire.routes) };
}

/** The server has fewer of both. */
const MAX_BUCKETS = 400;
const MAX_ROUTES = 200;
const MAX_NAME = 300;

/** All or none: without one of them percentiles would be wrong. */
function bucketsFrom(value: unknown): readonly LatencyBucket[] {
  if (!Array.isArray(value) || value.length > MAX_BUCKETS) return [];
  const pairs: readonly unknown[] = value;
  const buckets = pairs.flatMap((pair) => bucketFrom(pair) ?? []);
  const isInOrder = buckets.every(([longest], index) => longest > (buckets[index - 1]?.[0] ?? -1));
  return buckets.length === pairs.length && isInOrder ? buckets : [];
}

function bucketFrom(pair: unknown): readonly [LatencyBucket] | null {
  if (!Array.isArray(pair) || pair.length !== 2) return null;
  const [longest, count]: readonly unknown[] = pair;
  return isCount(longest) && isCount(count) ? [[longest, count]] : null;
}

function routesFrom(value: unknown): readonly RouteStats[] {
  if (!Array.isArray(value)) return [];
  const entries: readonly unknown[] = value.slice(0, MAX_ROUTES);
  return entries.flatMap((entry) => routeFrom(entry) ?? []);
}

function routeFrom(entry: unknown): RouteStats | null {
  if (!isRecord(entry)) return null;
  const { route, requests, running_time }: Wire<RouteStats> = entry;
  if (typeof route !== 'string' || route.length > MAX_NAME) return null;
  return isCount(requests) && isCount(running_time) ? { route, requests, running_time } : null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
