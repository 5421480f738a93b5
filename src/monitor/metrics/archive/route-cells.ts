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
import { type Cell, known, knownSeconds, knownText, list, mapped, record, seconds } from './record.js';

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

/** The newest sample's own share is counted from its requests. */
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

const bucketHead = record<Omit<RouteBucket, 'groups'>>({
  minute: known,
  firstMs: known,
  readings: known,
  busySeconds: knownSeconds,
});

interface NamedTally {
  readonly name: string;
  readonly tally: Tally;
}

const namedTally = record<NamedTally>({
  name: knownText,
  tally: record<Tally>({
    busySeconds: knownSeconds,
    seen: known,
    agedSightings: known,
    ageSum: knownSeconds,
    oldestSeconds: seconds,
  }),
});

const tallies = mapped<ReadonlyMap<string, Tally>, readonly NamedTally[]>(
  list(namedTally),
  (map) => [...map].map(([name, tally]) => ({ name, tally })),
  (kept) => new Map(kept.map(({ name, tally }) => [name, tally])),
);

function bucketCells(bucket: RouteBucket | null, moment: Moment): readonly Cells[] {
  if (bucket === null) return Array.from({ length: STREAMS_EACH }, () => NO_CELLS);
  return [
    cellsOf(bucketHead, bucket, moment),
    ...GROUPINGS.map((grouping) => cellsOf(tallies, bucket.groups[grouping], moment)),
  ];
}

function cellsOf<T>(cell: Cell<T>, value: T, moment: Moment): Cells {
  const writer = new CellWriter(moment, 0);
  cell.write(writer, value);
  return writer.done();
}

function readBucket([head, ...groups]: readonly Cells[], moment: Moment): RouteBucket | null {
  if (head === undefined || head.numbers.length === 0) return null;
  const about = bucketHead.read(new CellReader(head, moment));
  const read = GROUPINGS.map((grouping, index): readonly [RequestGrouping, ReadonlyMap<string, Tally>] => [
    grouping,
    tallies.read(new CellReader(groups[index] ?? NO_CELLS, moment)),
  ]);
  // Every grouping has its tallies.
  return { ...about, groups: Object.fromEntries(read) as unknown as RouteBucket['groups'] };
}
