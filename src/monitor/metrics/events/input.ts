import type { RouteNamer } from '../routes/route-folding.js';
import type { RequestSample, Sample } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import type { Restart, WatchedServer } from '../workers/watched-server.js';

/** A sample and what it may be compared with. */
export interface EventInput {
  /** The sample before, of the same life of the server. */
  readonly before: Sample | null;
  /** State before this sample. */
  readonly serverBefore: WatchedServer | null;
  readonly sample: Sample;
  readonly server: WatchedServer | null;
  readonly attached: boolean;
  /** The restart that this reading showed. */
  readonly restart: Restart | null;
  readonly thresholds: Thresholds;
  readonly routeOf: RouteNamer;
  /** Processes that this host's kernel has killed since its start because memory ran out; null: it does not tell. */
  readonly oomKills: number | null;
  /** Slots of workers that are stopped by a signal, as this host's kernel tells. */
  readonly stopped: readonly number[];
}

/** A worker that was killed for its slowness, and what it was doing in the sample before. */
export interface Harakiri {
  readonly slot: number;
  readonly count: number;
  readonly request: RequestSample | null;
  /** Requests that went with it. */
  readonly others: readonly RequestSample[];
  /** Between the sample that still showed them and the one that showed the kill. */
  readonly unseenSeconds: number;
}
