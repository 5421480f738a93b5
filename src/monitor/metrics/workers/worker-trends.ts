import { extendMeanTrend, type MeanTrend } from '../sample/mean-trend.js';

/** One worker's last five minutes for its panel: twenty steps of fifteen seconds. */
export interface WorkerTrends {
  readonly busy: MeanTrend;
  readonly requests: MeanTrend;
  readonly rss: MeanTrend;
}

interface TrendNews {
  readonly nowMs: number;
  /** Since the reading before; null: there is none to compare with. */
  readonly seconds: number | null;
  readonly busyRatio: number | null;
  readonly requestsPerSecond: number | null;
  readonly rssBytes: number | null;
}

export const WORKER_TREND_STEPS = 20;
const WORKER_STEP_MS = 15_000;
const STEPS = { count: WORKER_TREND_STEPS, lengthMs: WORKER_STEP_MS };

export function extendWorkerTrends(before: WorkerTrends | null, news: TrendNews): WorkerTrends {
  const { nowMs, seconds } = news;
  return {
    busy: extendMeanTrend(before?.busy ?? null, STEPS, nowMs, news.busyRatio, seconds),
    requests: extendMeanTrend(before?.requests ?? null, STEPS, nowMs, news.requestsPerSecond, seconds),
    rss: extendMeanTrend(before?.rss ?? null, STEPS, nowMs, news.rssBytes, 1),
  };
}
