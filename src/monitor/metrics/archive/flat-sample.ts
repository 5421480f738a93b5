/**
 * A moment as streams of cells, one for each kind of record, so that a worker that gains a core moves nothing but
 * cores. Events are not in here: their list is shared as it is.
 */
import type { Observed } from '../observation.js';
import type { RouteBucket } from '../routes/routes.js';
import {
  CELLS_VERSION,
  CellReader,
  type Cells,
  CellWriter,
  type Moment,
  NO_CELLS,
  readerStreams,
  type WriterStreams,
} from './cells.js';
import { readRoutes, writeRoutes } from './route-cells.js';
import { sampleAndVerdict } from './server-cells.js';
import { STREAMS, type StreamName } from './streams.js';

export interface FlatSample {
  readonly moment: Moment;
  /** In the order of `STREAMS`, then those of the routes. */
  readonly streams: readonly Cells[];
  /** By core, in the order of the document; null where no request is in flight. */
  readonly vars: readonly (readonly string[] | null)[];
  /** Buckets that the routes' streams were made of: closed minutes are the same from sample to sample. */
  readonly buckets: readonly (RouteBucket | null)[];
}

/** A recalled moment without its events and history. */
export type RecalledSample = Pick<Observed, 'sample' | 'verdict' | 'routes'>;

export const NO_SAMPLE: FlatSample = {
  moment: { timeMs: 0, seconds: null },
  streams: [],
  vars: [],
  buckets: [],
};

/** `like`: an earlier sample, for what is unchanged and how much room it takes. */
export function flattened(observed: RecalledSample, like: FlatSample): FlatSample {
  const { sample, routes } = observed;
  const moment = { timeMs: sample.timeMs, seconds: sample.intervalSeconds };
  const cells: Partial<Record<StreamName, CellWriter>> = {};
  const streams: WriterStreams = { cells, vars: [] };
  const writers = STREAMS.map((name, index) => {
    const writer = new CellWriter(moment, roomLike(like.streams[index]), streams);
    cells[name] = writer;
    return writer;
  });
  sampleAndVerdict.write(new CellWriter(moment, 0, streams), observed);
  const ofRoutes = writeRoutes(routes, moment, {
    streams: like.streams.slice(STREAMS.length),
    buckets: like.buckets,
  });
  return {
    moment,
    streams: [...writers.map((one) => one.done()), ...ofRoutes.streams],
    vars: streams.vars,
    buckets: ofRoutes.buckets,
  };
}

/** `version`: of the cells. */
export function unflattened(flat: FlatSample, version = CELLS_VERSION): RecalledSample {
  let core = 0;
  const cells: Partial<Record<StreamName, CellReader>> = {};
  const streams = readerStreams({ cells, vars: () => flat.vars[core++] ?? null }, version);
  for (const [index, name] of STREAMS.entries())
    cells[name] = new CellReader(flat.streams[index] ?? NO_CELLS, flat.moment, streams);
  const { sample, verdict } = sampleAndVerdict.read(new CellReader(NO_CELLS, flat.moment, streams));
  const requests = sample.body.kind === 'workers' ? sample.body.workers.requests : null;
  const routes = readRoutes(flat.streams.slice(STREAMS.length), flat.moment, requests);
  return { sample, verdict, routes };
}

function roomLike(cells: Cells = NO_CELLS): number {
  return cells.numbers.length + 8;
}
