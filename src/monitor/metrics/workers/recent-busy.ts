import type { Totals } from '../sample/sample.js';

/** One interval between two readings. */
export interface BusyPoint {
  readonly timeMs: number;
  readonly seconds: number;
  readonly busyRatio: number | null;
  readonly requestsPerSecond: number | null;
}

const KEPT_MS = 20_000;
const MAX_POINTS = 200;

export function extendBusyPoints(
  before: readonly BusyPoint[],
  { busyRatio, requestsPerSecond }: Totals,
  seconds: number | null,
  nowMs: number,
): readonly BusyPoint[] {
  const kept = before.filter(({ timeMs }) => timeMs > nowMs - KEPT_MS && timeMs < nowMs);
  if (seconds === null) return kept;
  return [...kept, { timeMs: nowMs, seconds, busyRatio, requestsPerSecond }].slice(-MAX_POINTS);
}

/** Of the intervals that ended in the last `windowSeconds`, and how long they were together; null when none is known. */
export function meanBusy(
  points: readonly BusyPoint[],
  windowSeconds: number,
  nowMs: number,
): { readonly ratio: number; readonly seconds: number } | null {
  let sum = 0;
  let seconds = 0;
  for (const { timeMs, seconds: length, busyRatio } of points) {
    if (timeMs <= nowMs - windowSeconds * 1000 || busyRatio === null) continue;
    sum += busyRatio * length;
    seconds += length;
  }
  return seconds > 0 ? { ratio: sum / seconds, seconds } : null;
}

/** Requests per second over all intervals in which some finished. */
export function recentRate(points: readonly BusyPoint[]): number | null {
  let requests = 0;
  let seconds = 0;
  for (const { requestsPerSecond, seconds: length } of points) {
    if ((requestsPerSecond ?? 0) <= 0) continue;
    requests += (requestsPerSecond ?? 0) * length;
    seconds += length;
  }
  return seconds > 0 ? requests / seconds : null;
}

const CAPACITY_SECONDS = 10;
const FEWEST_REQUESTS = 5;
/** Below this share the cores say too little about how many requests they could take. */
const CAPACITY_BUSY_RATIO = 0.1;
/** More cores than that in one process are no threads: how many requests they could run is anybody's guess. */
const MAX_THREADS = 32;

/** Requests per second at which all cores would be busy, from the last seconds together. */
export function recentCapacity(
  points: readonly BusyPoint[],
  coresEach: number | null,
  nowMs: number,
): number | null {
  if (coresEach !== null && coresEach > MAX_THREADS) return null;
  let requests = 0;
  let busy = 0;
  let seconds = 0;
  for (const point of points) {
    if (point.timeMs <= nowMs - CAPACITY_SECONDS * 1000) continue;
    if (point.busyRatio === null || point.requestsPerSecond === null) continue;
    requests += point.requestsPerSecond * point.seconds;
    busy += point.busyRatio * point.seconds;
    seconds += point.seconds;
  }
  return requests >= FEWEST_REQUESTS && busy > CAPACITY_BUSY_RATIO * seconds ? requests / busy : null;
}
