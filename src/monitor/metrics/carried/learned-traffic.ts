import type { StatsDocument } from '../../../stats/schema.js';
import { type BeyondTally, beyondUsual, nextTally } from '../blame/beyond.js';
import { type HeldBlame, nextBlame } from '../blame/held-blame.js';
import { nextSlower, type Slower } from '../blame/slower.js';
import { learnRoutes, NOTHING_FOLDED, type RouteFolding, routeNamer } from '../routes/route-folding.js';
import { sumOf } from '../sample/counters.js';
import type { Sample, WorkersBody } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import { toldRoutes } from '../usual/told-routes.js';
import { NOTHING_USUAL, observeUsual, type Usual } from '../usual/usual.js';
import type { WatchedServer } from '../workers/watched-server.js';

/** Learned by watching requests; outlives reloads. */
export interface LearnedTraffic {
  /** Which places in paths hold identifiers. */
  readonly folding: RouteFolding;
  /** Durations, rates and clients to judge the present by. */
  readonly usual: Usual;
  /** The one that keeps the threads; null: nobody in particular. */
  readonly blame: HeldBlame | null;
  readonly tally: BeyondTally;
  /** Mean of all requests before it was watched; null: unknown. */
  readonly lifeSeconds: number | null;
  /** null: as quick as usual, as far as that is known. */
  readonly slower: Slower | null;
}

export const NO_TRAFFIC: LearnedTraffic = {
  folding: NOTHING_FOLDED,
  usual: NOTHING_USUAL,
  blame: null,
  tally: new Map(),
  lifeSeconds: null,
  slower: null,
};

/** An overload that has lasted for so long is what is usual. */
const USUAL_AFTER_MS = 15 * 60_000;

interface TrafficInput {
  /** The sample before, of the same life of the server. */
  readonly before: Sample | null;
  readonly sample: Sample;
  readonly server: WatchedServer | null;
  /** The reading before, of whatever life. */
  readonly documents: { readonly before: StatsDocument | undefined; readonly now: StatsDocument };
  readonly thresholds: Thresholds;
}

export function nextTraffic(traffic: LearnedTraffic, input: TrafficInput): LearnedTraffic {
  const { before, sample, server, documents, thresholds } = input;
  if (sample.body.kind !== 'workers') return traffic;
  const { workers } = sample.body;
  const folding = learnRoutes(traffic.folding, workers.requests, sample.timeMs);
  const routeOf = routeNamer(folding);
  const blamed = traffic.blame?.suspect;
  const saturatedSinceMs = server?.streaks.saturatedSinceMs ?? null;
  const isOverloaded = saturatedSinceMs !== null && sample.timeMs - saturatedSinceMs < USUAL_AFTER_MS;
  const blamedClient = blamed?.kind === 'client' ? blamed.name : null;
  const told =
    before === null || documents.before === undefined
      ? null
      : toldRoutes(documents.before, documents.now, routeOf);
  const usual = observeUsual(traffic.usual, { before, sample, routeOf, told, isOverloaded, blamedClient });
  const lifeSeconds = traffic.lifeSeconds ?? lifeMean(workers);
  const all = { workers, usual, routeOf, nowMs: sample.timeMs, lifeSeconds };
  const beyond = beyondUsual(all);
  const tally = nextTally(traffic.tally, beyond, routeOf);
  const now = {
    ...all,
    beyond,
    tally,
    workerSeconds: (server?.workers ?? []).map(({ usualSeconds }) => usualSeconds),
    slowSeconds: thresholds.requestWarnSeconds,
  };
  return {
    folding,
    usual,
    tally,
    lifeSeconds,
    blame: nextBlame(traffic.blame, now),
    slower: nextSlower(traffic.slower, now),
  };
}

/** Fewer requests are those of a start. */
const ENOUGH_REQUESTS = 50;

function lifeMean({ workers }: WorkersBody): number | null {
  const requests = sumOf(workers, ({ requestsTotal }) => requestsTotal) ?? 0;
  const seconds = sumOf(workers, ({ runningSeconds }) => runningSeconds);
  return seconds === null || requests < ENOUGH_REQUESTS ? null : seconds / requests;
}
