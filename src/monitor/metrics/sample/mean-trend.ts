import { greater } from './counters.js';
/**
 * Means of something in steps of equal length up to now, aligned to the wall clock so that steps do not shift. Bounded
 * by the number of steps, however often it is extended.
 */
export interface MeanTrend {
  /** Closed steps, oldest first, one fewer than there are steps. */
  readonly closed: readonly (number | null)[];
  /** Number of the open step: epoch milliseconds / its length. */
  readonly step: number;
  readonly sum: number;
  readonly weight: number;
}

interface TrendSteps {
  readonly count: number;
  readonly lengthMs: number;
}

/** `weight` is what the value counts in the mean of its step: the seconds that a rate holds for, 1 for a level. */
export function extendMeanTrend(
  trend: MeanTrend | null,
  steps: TrendSteps,
  timeMs: number,
  value: number | null,
  weight: number | null,
): MeanTrend {
  const open = openStep(trend, steps, Math.floor(timeMs / steps.lengthMs));
  if (value === null || weight === null) return open;
  return { ...open, sum: open.sum + value * weight, weight: open.weight + weight };
}

/** Oldest first, the open step last; null where nothing was known. */
export function trendMeans(trend: MeanTrend): readonly (number | null)[] {
  return [...trend.closed, meanOf(trend)];
}

/** The trend with `step` open: steps in between stay unknown; after a clock went far back it starts anew. */
function openStep(trend: MeanTrend | null, { count }: TrendSteps, step: number): MeanTrend {
  if (trend === null || step < trend.step - 1) {
    return { closed: Array.from({ length: count - 1 }, () => null), step, sum: 0, weight: 0 };
  }
  if (step <= trend.step) return trend;
  const passed = Math.min(step - trend.step, count);
  const skipped = Array.from({ length: passed - 1 }, () => null);
  const closed = [...trend.closed, meanOf(trend), ...skipped].slice(-(count - 1));
  return { closed, step, sum: 0, weight: 0 };
}

function meanOf({ sum, weight }: MeanTrend): number | null {
  return weight > 0 ? sum / weight : null;
}

/** Mean busy ratio of the last five minutes in twelve steps. */
export type BusyTrend = MeanTrend;

export const TREND_STEPS = 12;

export const BUSY_STEP_MS = 25_000;
const BUSY_STEPS = { count: TREND_STEPS, lengthMs: BUSY_STEP_MS };

export function extendBusyTrend(
  trend: BusyTrend | null,
  timeMs: number,
  busyRatio: number | null,
  seconds: number | null,
): BusyTrend {
  return extendMeanTrend(trend, BUSY_STEPS, timeMs, busyRatio, seconds);
}

export function trendRatios(trend: BusyTrend): readonly (number | null)[] {
  return trendMeans(trend);
}

export interface QueueTrend {
  /** Which five seconds the last step is, counted from the epoch. */
  readonly step: number;
  /** Oldest first; null where nothing is known. */
  readonly steps: readonly (number | null)[];
}

export const QUEUE_STEP_MS = 5000;

const MAX_STEPS = 60;

export function extendQueueTrend(before: QueueTrend | null, nowMs: number, queue: number | null): QueueTrend {
  const step = Math.floor(nowMs / QUEUE_STEP_MS);
  if (before === null || step < before.step) return { step, steps: [queue] };
  const gap = Math.min(MAX_STEPS, step - before.step);
  if (gap === 0)
    return { step, steps: [...before.steps.slice(0, -1), greater(before.steps.at(-1) ?? null, queue)] };
  const missed = Array.from({ length: gap - 1 }, () => null);
  return { step, steps: [...before.steps, ...missed, queue].slice(-MAX_STEPS) };
}
