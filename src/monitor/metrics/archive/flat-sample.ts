/**
 * A moment as streams of cells, one for each kind of record, so that a worker that gains a core moves nothing but
 * cores. Events are not in here: their list is shared as it is.
 */
import type { Observed } from '../observation.js';
import type { RouteBucket } from '../routes/routes.js';
import { CellReader, type Cells, CellWriter, type Moment, NO_CELLS } from './cells.js';
import { readFleetBody, writeFleetBody } from './fleet-cells.js';
import { readRoutes, writeRoutes } from './route-cells.js';
import { readFacts, writeFacts } from './server-cells.js';
import { type FlatReader, type FlatWriter, STREAMS, type StreamName } from './streams.js';
import { readWorkersBody, writeWorkersBody } from './worker-cells.js';

export interface FlatSample {
  readonly moment: Moment;
  /** In the order of `STREAMS`, then those of the routes. */
  readonly streams: readonly Cells[];
  /** By core, in the order of the document; null where no request is in flight. */
  readonly vars: readonly (readonly string[] | null)[];
  /** What the streams of the routes were made of: closed minutes are the same from sample to sample. */
  readonly buckets: readonly (RouteBucket | null)[];
}

/** What can be told of a moment without its events and history. */
export type RecalledSample = Pick<Observed, 'sample' | 'verdict' | 'routes'>;

export const NO_SAMPLE: FlatSample = {
  moment: { timeMs: 0, seconds: null },
  streams: [],
  vars: [],
  buckets: [],
};

/** `like`: an earlier sample, for what is unchanged and how much room it takes. */
export function flattened(observed: RecalledSample, like: FlatSample): FlatSample {
  const { sample, verdict, routes } = observed;
  const moment = { timeMs: sample.timeMs, seconds: sample.intervalSeconds };
  const writers = STREAMS.map((_, index) => new CellWriter(moment, roomLike(like.streams[index])));
  const writer: FlatWriter = { ...named(writers), vars: [] };
  writeFacts(writer.facts, sample, verdict);
  if (sample.body.kind === 'workers') writeWorkersBody(writer, sample.body.workers);
  else writeFleetBody(writer.fleet, sample.body);
  const { streams, buckets } = writeRoutes(routes, moment, {
    streams: like.streams.slice(STREAMS.length),
    buckets: like.buckets,
  });
  return {
    moment,
    streams: [...writers.map((one) => one.done()), ...streams],
    vars: writer.vars,
    buckets,
  };
}

export function unflattened(flat: FlatSample): RecalledSample {
  const readers = STREAMS.map((_, index) => new CellReader(flat.streams[index] ?? NO_CELLS, flat.moment));
  let core = 0;
  const reader: FlatReader = { ...named(readers), vars: () => flat.vars[core++] ?? null };
  const { facts, verdict, isWorkers } = readFacts(reader.facts, flat.moment);
  const body = isWorkers
    ? ({ kind: 'workers', workers: readWorkersBody(reader) } as const)
    : readFleetBody(reader.fleet);
  const sample = { ...facts, body };
  const requests = body.kind === 'workers' ? body.workers.requests : null;
  const routes = readRoutes(flat.streams.slice(STREAMS.length), flat.moment, requests);
  return { sample, verdict, routes };
}

function roomLike(cells: Cells = NO_CELLS): number {
  return cells.numbers.length + 8;
}

function named<T>(parts: readonly T[]): Readonly<Record<StreamName, T>> {
  const [facts, workers, cores, apps, sockets, trends, fleet, blocks, metrics] = parts;
  return { facts, workers, cores, apps, sockets, trends, fleet, blocks, metrics } as Readonly<
    Record<StreamName, T>
  >;
}
