import { extendMeanTrend, type MeanTrend, trendMeans } from '../sample/mean-trend.js';
import type { ObservationMemory } from './watched-server.js';

/** How one worker was in the last five minutes, twenty steps of fifteen seconds each: what its panel draws. */
export interface WorkerTrends {
  readonly busy: MeanTrend;
  readonly requests: MeanTrend;
  readonly rss: MeanTrend;
}

/** The same, ready to be drawn: oldest first, null where nothing is known. */
export interface WorkerCharts {
  readonly busyRatios: readonly (number | null)[];
  readonly requestsPerSecond: readonly (number | null)[];
  readonly rssBytes: readonly (number | null)[];
}

export interface TrendNews {
  readonly nowMs: number;
  /** Since the reading before; null: there is none to compare with. */
  readonly seconds: number | null;
  readonly busyRatio: number | null;
  readonly requestsPerSecond: number | null;
  readonly rssBytes: number | null;
}

export const WORKER_TREND_STEPS = 20;
const STEPS = { count: WORKER_TREND_STEPS, lengthMs: 15_000 };

export function extendWorkerTrends(before: WorkerTrends | null, news: TrendNews): WorkerTrends {
  const { nowMs, seconds } = news;
  return {
    busy: extendMeanTrend(before?.busy ?? null, STEPS, nowMs, news.busyRatio, seconds),
    requests: extendMeanTrend(before?.requests ?? null, STEPS, nowMs, news.requestsPerSecond, seconds),
    rss: extendMeanTrend(before?.rss ?? null, STEPS, nowMs, news.rssBytes, 1),
  };
}

/** Local time since when the worker has served nothing, as far as it was watched. */
export function idleSinceMs({ memory }: { readonly memory: ObservationMemory }, slot: number): number | null {
  return memory.server?.workers[slot - 1]?.idleSinceMs ?? null;
}

/** Of the worker at that place in the document; null where it was not watched. */
export function workerCharts(
  { memory }: { readonly memory: ObservationMemory },
  slot: number,
): WorkerCharts | null {
  const trends = memory.server?.workers[slot - 1]?.trends;
  if (trends === undefined) return null;
  return {
    busyRatios: trendMeans(trends.busy),
    requestsPerSecond: trendMeans(trends.requests),
    rssBytes: trendMeans(trends.rss),
  };
}
