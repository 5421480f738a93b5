import { extendMeanTrend, type MeanTrend, trendMeans } from './mean-trend.js';

/** Mean busy ratio of the last five minutes in twelve steps. */
export type BusyTrend = MeanTrend;

export const TREND_STEPS = 12;
const STEPS = { count: TREND_STEPS, lengthMs: 25_000 };

export function extendBusyTrend(
  trend: BusyTrend | null,
  timeMs: number,
  busyRatio: number | null,
  seconds: number | null,
): BusyTrend {
  return extendMeanTrend(trend, STEPS, timeMs, busyRatio, seconds);
}

export function trendRatios(trend: BusyTrend): readonly (number | null)[] {
  return trendMeans(trend);
}
