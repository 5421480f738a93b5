/**
 * Whose requests took the time, as cells. Each minute has its place in a ring and each grouping its stream there, so
 * that names stay where they are as minutes pass; the cells of a closed minute are made once.
 */
import type { RouteNamer } from '../routes/route-folding.js';
import { FOLDED, routeOfRequest } from '../routes/route-of.js';
import {
  BUCKETS,
  countedNow,
  GROUPINGS,
  type RequestGrouping,
  type RouteBucket,
  type RouteWatch,
  type Tally,
} from '../routes/routes.js';
import type { RequestSample } from '../sample/sample.js';
import { CellReader, type Cells, CellWriter, type Moment, NO_CELLS } from './cells.js';

interface RouteCells {
  /** One for each place in the ring, and after it one for each grouping. */
  readonly streams: readonly Cells[];
  readonly buckets: readonly (RouteBucket | null)[];
}

const STREAMS_EACH = 1 + GROUPINGS.length;

export function writeRoutes(routes: RouteWatch | null, moment: Moment, like: RouteCells): RouteCells {
  if (routes === null) return { streams: [], buckets: [] };
  const buckets = ringOf(routes);
  const streams = buckets.flatMap((bucket, place) => {
    const first = place * STREAMS_EACH;
    const before = like.streams.slice(first, first + STREAMS_EACH);
    return bucket === like.buckets[place] && before.length === STREAMS_EACH
      ? before
      : bucketCells(bucket, moment);
  });
  return { streams, buckets };
}

/** What of it belongs to the newest sample is counted from its requests. */
export function readRoutes(
  streams: readonly Cells[],
  moment: Moment,
  requests: readonly RequestSample[] | null,
): RouteWatch | null {
  if (requests === null || streams.length === 0) return null;
  const buckets = Array.from({ length: BUCKETS }, (_, place) =>
    readBucket(streams.slice(place * STREAMS_EACH, (place + 1) * STREAMS_EACH), moment),
  ).filter((bucket) => bucket !== null);
  const sorted = buckets.sort((a, b) => a.minute - b.minute);
  return { buckets: sorted, now: countedNow(requests, namerOf(sorted.at(-1))) };
}

/** Names that were learned then are those of the newest minute: the same path with `:id` in some places. */
function namerOf(newest: RouteBucket | undefined): RouteNamer {
  const learned = [...(newest?.groups.route.keys() ?? [])].filter((name) => name.includes(FOLDED));
  return (request) => {
    const name = routeOfRequest(request);
    if (name === null || newest?.groups.route.has(name) === true) return name;
    return learned.find((other) => isFoldedFrom(other, name)) ?? name;
  };
}

function isFoldedFrom(folded: string, name: string): boolean {
  const parts = folded.split('/');
  const own = name.split('/');
  return parts.length === own.length && parts.every((part, index) => part === FOLDED || part === own[index]);
}

function ringOf({ buckets }: RouteWatch): readonly (RouteBucket | null)[] {
  const ring: (RouteBucket | null)[] = Array.from({ length: BUCKETS }, () => null);
  for (const bucket of buckets) ring[bucket.minute % BUCKETS] = bucket;
  return ring;
}

function bucketCells(bucket: RouteBucket | null, moment: Moment): readonly Cells[] {
  if (bucket === null) return Array.from({ length: STREAMS_EACH }, () => NO_CELLS);
  const head = new CellWriter(moment, 4);
  head.exact(bucket.minute);
  head.exact(bucket.firstMs);
  head.exact(bucket.readings);
  head.seconds(bucket.busySeconds);
  return [head.done(), ...GROUPINGS.map((grouping) => groupCells(bucket.groups[grouping], moment))];
}

function groupCells(tallies: ReadonlyMap<string, Tally>, moment: Moment): Cells {
  const cells = new CellWriter(moment, 1 + tallies.size * 5);
  cells.exact(tallies.size);
  for (const [name, tally] of tallies) {
    cells.text(name);
    cells.seconds(tally.busySeconds);
    cells.exact(tally.seen);
    cells.exact(tally.agedSightings);
    cells.seconds(tally.ageSum);
    cells.seconds(tally.oldestSeconds);
  }
  return cells.done();
}

function readBucket([head, ...groups]: readonly Cells[], moment: Moment): RouteBucket | null {
  if (head === undefined || head.numbers.length === 0) return null;
  const cells = new CellReader(head, moment);
  const about = {
    minute: cells.known(),
    firstMs: cells.known(),
    readings: cells.known(),
    busySeconds: cells.seconds() ?? 0,
  };
  const tallies = GROUPINGS.map((grouping, index): readonly [RequestGrouping, ReadonlyMap<string, Tally>] => [
    grouping,
    readGroup(groups[index] ?? NO_CELLS, moment),
  ]);
  // Every grouping has its tallies.
  return { ...about, groups: Object.fromEntries(tallies) as unknown as RouteBucket['groups'] };
}

function readGroup(group: Cells, moment: Moment): ReadonlyMap<string, Tally> {
  const cells = new CellReader(group, moment);
  return new Map(
    cells.list(() => [
      cells.text() ?? '',
      {
        busySeconds: cells.seconds() ?? 0,
        seen: cells.known(),
        agedSightings: cells.known(),
        ageSum: cells.seconds() ?? 0,
        oldestSeconds: cells.seconds(),
      },
    ]),
  );
}
