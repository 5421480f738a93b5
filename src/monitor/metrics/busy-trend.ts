/** Mean busy ratio of the last five minutes in twelve steps, aligned to the wall clock so that steps do not shift. */
export interface BusyTrend {
  /** Closed steps, oldest first, eleven of them. */
  readonly closed: readonly (number | null)[];
  /** Number of the open step: epoch milliseconds / STEP_MS. */
  readonly step: number;
  readonly busySeconds: number;
  readonly seconds: number;
}

export const TREND_STEPS = 12;
const STEP_MS = 25_000;
const NOTHING_CLOSED: readonly null[] = Array.from({ length: TREND_STEPS - 1 }, () => null);

export function extendBusyTrend(
  trend: BusyTrend | null,
  timeMs: number,
  busyRatio: number | null,
  seconds: number | null,
): BusyTrend {
  const open = openStep(trend, Math.floor(timeMs / STEP_MS));
  if (busyRatio === null || seconds === null) return open;
  return {
    closed: open.closed,
    step: open.step,
    busySeconds: open.busySeconds + busyRatio * seconds,
    seconds: open.seconds + seconds,
  };
}

export function trendRatios(trend: BusyTrend): readonly (number | null)[] {
  return [...trend.closed, meanOf(trend)];
}

/** The trend with `step` open: steps in between stay unknown; after a clock went far back it starts anew. */
function openStep(trend: BusyTrend | null, step: number): BusyTrend {
  if (trend === null || step < trend.step - 1) {
    return { closed: NOTHING_CLOSED, step, busySeconds: 0, seconds: 0 };
  }
  if (step <= trend.step) return trend;
  const passed = Math.min(step - trend.step, TREND_STEPS);
  const skipped = Array.from({ length: passed - 1 }, () => null);
  const closed = [...trend.closed, meanOf(trend), ...skipped].slice(-(TREND_STEPS - 1));
  return { closed, step, busySeconds: 0, seconds: 0 };
}

function meanOf(trend: BusyTrend): number | null {
  return trend.seconds > 0 ? trend.busySeconds / trend.seconds : null;
}
