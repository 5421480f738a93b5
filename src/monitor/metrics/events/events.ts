/** Events out of two samples that follow each other: what happened between them, and what began or ended to hold. */

import type { RouteNamer } from '../routes/route-folding.js';
import { greater, sumOf } from '../sample/counters.js';
import type { RequestSample, Sample, WorkerSample } from '../sample/sample.js';
import { blockNews } from './block-news.js';
import { type ChainReload, endsInChain, isChainReload, nextChain, withChain } from './chain-reload.js';
import type { Condition } from './condition.js';
import { conditionsOf } from './conditions.js';
import { endsTold, goneNow } from './ends.js';
import { fleetNews } from './fleet-news.js';
import { type Happened, happenedBetween, nextOom, workersIn } from './happened.js';
import type { EventInput } from './input.js';
import type { EventMemory } from './memory.js';
import { attachedNews, gatheredNews, harakiriNews, respawnNews, restartNews } from './news.js';
import {
  type DeployKind,
  type Moment,
  nextTroubles,
  outcomesOf,
  type RecentTroubles,
} from './recent-troubles.js';
import type { RespawnCause } from './respawn-cause.js';
import {
  type EventNews,
  type ServerEvent,
  withBegun,
  withEnded,
  withExcused,
  withHappened,
  withRaised,
} from './server-event.js';
import { nextDurations, slowStatsNews } from './slow-stats.js';

interface EventFindings {
  readonly events: readonly ServerEvent[];
  readonly memory: EventMemory;
}

export function nextEvents(
  events: readonly ServerEvent[],
  memory: EventMemory,
  input: EventInput,
): EventFindings {
  const { sample } = input;
  const oom = nextOom(memory.oom, input);
  const happened = happenedBetween({ ...memory, oom }, input);
  const news = [
    ...(input.attached ? [attachedNews(sample)] : []),
    ...slowStatsNews(memory.durations, sample),
    ...(input.restart === null ? [] : [restartNews(sample, input.restart)]),
    ...happened.harakiris.map((kill) => harakiriNews(kill, sample.timeMs)),
    ...respawnNews(happened.respawns, sample.timeMs),
    ...gatheredNews([...fleetNews(input.before, sample), ...blockNews(input.before, sample)]),
  ];
  const { told, ends } = endsTold(
    news.reduce(withHappened, sourceBack(events, input)),
    memory.ends,
    happened.respawns,
  );
  const workers = workersIn(sample).length;
  const chain = nextChain(memory.chain, {
    respawns: happened.respawns,
    workers,
    outcomes: outcomesOf(memory.troubles),
    nowMs: sample.timeMs,
  });
  const isChain = isChainReload(chain, workers);
  const troubles = troublesAfter(memory.troubles, input, happened, isChain ? chain : null);
  const rows = isChain ? withChain(told, chain, workers) : told;
  const held = conditionsNow(rows, memory.open, conditionsOf(input, troubles), sample.timeMs);
  const reloaded = happened.respawns.some(({ cause }) => cause === 'reload');
  return {
    events: held.events,
    memory: {
      killed: happened.stillKilled,
      asked: happened.stillAsked,
      reloadedMs: reloaded ? sample.timeMs : memory.reloadedMs,
      open: held.open,
      troubles,
      ends: isChain ? endsInChain(ends, chain) : ends,
      chain,
      oom,
      gone: goneNow(memory.gone, workersIn(input.before), workersIn(sample)),
      durations: nextDurations(memory.durations, sample),
    },
  };
}

/** The reads began to fail. Ends with the next reading that succeeds. */
export function withSourceLost(
  events: readonly ServerEvent[],
  timeMs: number,
  reason: string,
): readonly ServerEvent[] {
  const news: EventNews = {
    kind: 'source-lost',
    level: 'critical',
    slot: null,
    beginMs: timeMs,
    text: reason,
  };
  return withBegun(events, news);
}

/** uWSGI's stats server is away while a reload imports the application. */
const RELOADING_MS = 10_000;

function sourceBack(events: readonly ServerEvent[], { restart, sample }: EventInput): readonly ServerEvent[] {
  const lost = events.findLast((event) => event.kind === 'source-lost' && event.ongoing);
  if (lost === undefined) return events;
  const ended = withEnded(events, lost.id, sample.timeMs);
  const isReload = restart?.kind === 'reloaded' && sample.timeMs - lost.beginMs <= RELOADING_MS;
  return isReload ? withExcused(ended, lost.id, 'away while it reloaded') : ended;
}

function conditionsNow(
  events: readonly ServerEvent[],
  open: ReadonlyMap<string, number>,
  conditions: readonly Condition[],
  nowMs: number,
): { readonly events: readonly ServerEvent[]; readonly open: ReadonlyMap<string, number> } {
  let next = events;
  const opened = new Map<string, number>();
  for (const { key, news } of conditions) {
    const id = open.get(key);
    const known = id === undefined ? undefined : next.find((event) => event.id === id);
    if (known === undefined) next = withBegun(next, news);
    else if (known.level === 'warn' && news.level === 'critical') next = withRaised(next, known.id, news);
    opened.set(key, known?.id ?? next.at(-1)?.id ?? 0);
  }
  for (const [key, id] of open) if (!opened.has(key)) next = withEnded(next, id, nowMs);
  return { events: next, open: opened };
}

function troublesAfter(
  before: RecentTroubles,
  input: EventInput,
  happened: Happened,
  chain: ChainReload | null,
): RecentTroubles {
  const { timeMs: nowMs, intervalSeconds } = input.sample;
  const workers = workersIn(input.sample);
  const grown = (rate: (worker: WorkerSample) => number | null) =>
    (sumOf(workers, rate) ?? 0) * (intervalSeconds ?? 0);
  const left = clientsLeft(input.sample);
  const exceptions = grown(failedPerSecond);
  const momentsOf = (wanted: RespawnCause) =>
    happened.respawns
      .filter(({ cause }) => cause === wanted)
      .map(({ slot, before: old, now, lost, outOfMemory, signal }) => ({
        ...momentOf(nowMs, (now.respawns ?? 0) - (old.respawns ?? 0), slot, lost, input.routeOf),
        outOfMemory,
        signal,
      }));
  const news = {
    nowMs,
    harakiri: happened.harakiris.map(({ slot, count, request }) =>
      momentOf(nowMs, count, slot, request, input.routeOf),
    ),
    crashes: momentsOf('crash'),
    kills: momentsOf('killed'),
    requests: grown((worker) => worker.requestsPerSecond),
    exceptions: input.sample.server.product === 'tsgi' ? exceptions : Math.max(0, exceptions - left),
    left,
    byWorker: workers.map((worker) => ({
      requests: (worker.requestsPerSecond ?? 0) * (intervalSeconds ?? 0),
      exceptions: (failedPerSecond(worker) ?? 0) * (intervalSeconds ?? 0),
    })),
    byStatus: workers.some((worker) => worker.answers5xxPerSecond !== null),
    deployed: deployedBy(input, happened),
    chain,
    sameLife: input.before !== null,
  };
  return nextTroubles(before, news, input.thresholds);
}

/** A framework answers with 500 where its application raises, and raises nothing itself: status tells more. */
function failedPerSecond({ exceptionsPerSecond, answers5xxPerSecond }: WorkerSample): number | null {
  return greater(exceptionsPerSecond, answers5xxPerSecond);
}

/** uWSGI raises in the application when its client has gone, and counts that among the exceptions. */
function clientsLeft({ body, intervalSeconds }: Sample): number {
  if (body.kind !== 'workers') return 0;
  const { writeErrorsPerSecond, readErrorsPerSecond } = body.workers.totals;
  return ((writeErrorsPerSecond ?? 0) + (readErrorsPerSecond ?? 0)) * (intervalSeconds ?? 0);
}

function deployedBy({ restart }: EventInput, { respawns }: Happened): DeployKind | null {
  if (restart !== null) return restart.kind === 'reloaded' ? 'reload' : 'new master';
  return respawns.some(({ cause }) => cause === 'reload') ? 'reload' : null;
}

function momentOf(
  timeMs: number,
  count: number,
  slot: number,
  request: RequestSample | null,
  routeOf: RouteNamer,
): Moment {
  return { timeMs, count, slot, route: request === null ? null : routeOf(request) };
}
