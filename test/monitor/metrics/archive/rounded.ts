import { keptVars } from '../../../../src/monitor/metrics/archive/kept-vars.js';
import { byAge, requestLine } from '../../../../src/monitor/metrics/lives/requests.js';
import type { RouteWatch, Tally } from '../../../../src/monitor/metrics/routes/routes.js';
import type { Sample } from '../../../../src/monitor/metrics/sample/sample.js';

/** A moment as it is allowed to come back from the archive: what is rounded there is rounded here. */
export function rounded({ body, ...facts }: Sample): Sample {
  const reading = { ...facts.reading, durationMs: micro(facts.reading.durationMs) };
  const sample = { ...facts, reading };
  if (body.kind !== 'workers') return { ...sample, body: roundedAll(body) };
  const workers = roundedAll(body.workers.workers);
  const requests = workers.flatMap(({ cores }) => cores.flatMap(({ now }) => (now === null ? [] : [now])));
  return {
    ...sample,
    body: {
      kind: 'workers',
      workers: {
        ...body.workers,
        workers,
        requests: requests.sort(byAge),
        blocks: roundedAll(body.workers.blocks),
      },
    },
  };
}

export function roundedRoutes(routes: RouteWatch | null): RouteWatch | null {
  if (routes === null) return null;
  const buckets = routes.buckets.map((bucket) => ({
    ...bucket,
    busySeconds: micro(bucket.busySeconds),
    groups: Object.fromEntries(
      Object.entries(bucket.groups).map(([grouping, tallies]) => [
        grouping,
        new Map([...tallies].map(([name, tally]) => [name, roundedTally(tally)])),
      ]),
    ) as unknown as typeof bucket.groups,
  }));
  return { ...routes, buckets };
}

function roundedTally(tally: Tally): Tally {
  const { busySeconds, ageSum, oldestSeconds } = tally;
  return {
    ...tally,
    busySeconds: micro(busySeconds),
    ageSum: micro(ageSum),
    oldestSeconds: oldestSeconds === null ? null : micro(oldestSeconds),
  };
}

const SECONDS = new Set([
  'ageSeconds',
  'longestSeconds',
  'latencySeconds',
  'runningSeconds',
  'lastResponseSeconds',
  'uptimeSeconds',
  'heldSeconds',
  'lastSeenSeconds',
  'lastAttemptSeconds',
]);

/** Numbers by the name that they stand under, all the way down. */
function roundedAll<T>(value: T, name = ''): T {
  if (typeof value === 'number') return roundedNumber(value, name) as T;
  if (Array.isArray(value)) return value.map((item) => roundedAll(item, name)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, roundedAll(item, key)]);
  const object = Object.fromEntries(entries);
  if (!('vars' in object)) return object;
  const vars = keptVars(object.vars);
  return { ...object, ...requestLine(vars), vars };
}

function roundedNumber(value: number, name: string): number {
  if (SECONDS.has(name)) return micro(value);
  if (name === 'rssBytesPerHour') return Math.round(value) + 0;
  return name === 'busyRatio' || name === 'busyTrend' ? ratio(value) : value;
}

function ratio(value: number): number {
  const steps = Math.round(value * 10_000);
  return Math.min(value < 1 ? 9999 : 10_000, Math.max(value > 0 ? 1 : 0, steps)) / 10_000;
}

function micro(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
