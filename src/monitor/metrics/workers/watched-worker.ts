import type { ExitStats, WorkerStats } from '../../../stats/schema.js';
import type { Flight } from '../lives/flights.js';
import { meanLatency, type WorkerGrowth, type WorkerInterval } from '../lives/growth.js';
import type { LeftoverFlag } from '../lives/leftover-flags.js';
import { isReplaced } from '../lives/lives.js';
import { countOf, greater, perSecond, positiveOf } from '../sample/counters.js';
import { type BusyTrend, extendBusyTrend } from '../sample/mean-trend.js';
import type { WorkerState } from '../sample/sample.js';
import { type MemoryLife, nextMemoryLives } from './memory-lives.js';
import { extendSurge, type SurgePoint } from './memory-surge.js';
import { extendTrend, type MemoryTrend } from './memory-trend.js';
import { extendWorkerTrends, type WorkerTrends } from './worker-trends.js';

/** State of one watched worker, kept for its next sample. */
export interface WatchedWorker {
  readonly slot: number;
  /** The newest end of a process that the server or this host's kernel has told of; null: none was. */
  readonly lastExit: ExitStats | null;
  /** By core; empty when nothing is in flight. */
  readonly flights: readonly (Flight | null)[];
  /** Cores that say that they are in a request which is over; empty when there is none. */
  readonly leftover: readonly (LeftoverFlag | null)[];
  /** Recent duration of its requests: half the newest mean, half the value before. */
  readonly usualSeconds: number | null;
  readonly longestSeconds: number | null;
  readonly memoryTrend: MemoryTrend | null;
  /** Local times when its exceptions and its harakiris last grew; null: not since attach. */
  readonly exceptionsMs: number | null;
  readonly harakiriMs: number | null;
  /** Processes of this worker that have gone, oldest first. */
  readonly memoryLives: readonly MemoryLife[];
  /** As it was last known; until a new process is reported, that of the one before. */
  readonly lastRssBytes: number | null;
  /** The last looks at its memory, oldest first. */
  readonly memorySurge: readonly SurgePoint[];
  readonly busyTrend: BusyTrend;
  readonly trends: WorkerTrends;
  /** Local time since when it has served nothing. */
  readonly idleSinceMs: number;
  /** Local time of the reading that showed the last request to end; null: none was seen. */
  readonly finishedMs: number | null;
  /** Local time since when it does not accept (starting or dead), and its respawns meanwhile. */
  readonly downSinceMs: number | null;
  readonly respawnsWhileDown: number;
}

interface WorkerNews {
  readonly nowMs: number;
  readonly leftover: readonly (LeftoverFlag | null)[];
  readonly flights: readonly (Flight | null)[];
  readonly usualSeconds: number | null;
  readonly state: WorkerState;
  readonly growth: WorkerGrowth;
  readonly busyRatio: number | null;
  readonly idleSinceMs: number;
  /** From the server: since when the process lives. */
  readonly uptimeSeconds: number | null;
  readonly ageSeconds: number | null;
}

export function nextWatched(
  before: WatchedWorker | null,
  interval: WorkerInterval,
  news: WorkerNews,
): WatchedWorker {
  const { now, seconds } = interval;
  const { nowMs } = news;
  const known = isReplaced(interval.before, now) ? null : before;
  const rssBytes = positiveOf(now.rss);
  return {
    slot: interval.slot,
    lastExit: now.last_exit ?? before?.lastExit ?? null,
    flights: news.flights,
    leftover: news.leftover,
    usualSeconds: news.usualSeconds,
    longestSeconds: greater(before?.longestSeconds ?? null, longestNow(news)),
    lastRssBytes: rssBytes ?? before?.lastRssBytes ?? null,
    ...troubleTimes(before, news),
    memoryLives: livesAfter(before, known === null, nowMs),
    memoryTrend: extendTrend(known?.memoryTrend ?? null, nowMs, rssBytes),
    memorySurge: extendSurge(known?.memorySurge ?? [], surgePoint(nowMs, rssBytes, now)),
    busyTrend: extendBusyTrend(before?.busyTrend ?? null, nowMs, news.busyRatio, seconds),
    trends: extendWorkerTrends(before?.trends ?? null, {
      nowMs,
      seconds,
      busyRatio: news.busyRatio,
      requestsPerSecond: perSecond(news.growth.requests, seconds),
      rssBytes: positiveOf(now.rss),
    }),
    idleSinceMs: news.idleSinceMs,
    finishedMs: (news.growth.requests ?? 0) > 0 ? nowMs : (known?.finishedMs ?? null),
    ...downtime(before, news),
  };
}

/** Usual duration of the worker's requests: the newest mean counts half; at first the mean of its whole life. */
export function usualLatency(
  before: WatchedWorker | null,
  latencySeconds: number | null,
  now: WorkerStats,
): number | null {
  const known = before?.usualSeconds ?? null;
  if (latencySeconds !== null) return known === null ? latencySeconds : (known + latencySeconds) / 2;
  if (known !== null) return known;
  const running = countOf(now.running_time);
  return meanLatency(running === null ? null : running / 1e6, countOf(now.requests));
}

function surgePoint(timeMs: number, rssBytes: number | null, now: WorkerStats): SurgePoint | null {
  const requests = countOf(now.delta_requests);
  return rssBytes === null || requests === null ? null : { timeMs, rssBytes, requests };
}

/** At least the oldest in flight; at least the mean of those that finished. */
function longestNow(news: WorkerNews): number | null {
  return greater(news.ageSeconds, meanLatency(news.growth.runningSeconds, news.growth.timedRequests));
}

function troubleTimes(
  before: WatchedWorker | null,
  { growth, nowMs }: WorkerNews,
): Pick<WatchedWorker, 'exceptionsMs' | 'harakiriMs'> {
  return {
    exceptionsMs: (growth.exceptions ?? 0) > 0 ? nowMs : (before?.exceptionsMs ?? null),
    harakiriMs: (growth.harakiri ?? 0) > 0 ? nowMs : (before?.harakiriMs ?? null),
  };
}

function livesAfter(before: WatchedWorker | null, isReplaced: boolean, nowMs: number): readonly MemoryLife[] {
  if (before === null || !isReplaced) return before?.memoryLives ?? [];
  const { memoryLives, memoryTrend: trend, lastRssBytes: rssBytes } = before;
  return nextMemoryLives(memoryLives, { trend, rssBytes }, nowMs);
}

function downtime(
  before: WatchedWorker | null,
  news: WorkerNews,
): Pick<WatchedWorker, 'downSinceMs' | 'respawnsWhileDown'> {
  if (news.state !== 'start' && news.state !== 'dead') return { downSinceMs: null, respawnsWhileDown: 0 };
  const downBefore = before?.downSinceMs ?? null;
  const respawns = downBefore === null ? 0 : (before?.respawnsWhileDown ?? 0);
  return {
    downSinceMs:
      downBefore !== null ? Math.min(downBefore, news.nowMs) : news.nowMs - (news.uptimeSeconds ?? 0) * 1000,
    respawnsWhileDown: respawns + (news.growth.respawns ?? 0),
  };
}
