/**
 * Least squares line through a worker's RSS since its process was spawned (or since it is watched), kept as running
 * sums so that an hour costs as much as a second. Times and sizes are taken relative to the first point: epoch
 * milliseconds squared would eat the precision.
 */
export interface MemoryTrend {
  readonly firstMs: number;
  readonly firstBytes: number;
  readonly lastMs: number;
  readonly points: number;
  readonly sumHours: number;
  readonly sumBytes: number;
  readonly sumHoursSquared: number;
  readonly sumHoursBytes: number;
  readonly sumBytesSquared: number;
}

const MIN_POINTS = 5;
const MIN_SPAN_MS = 60_000;
const HOUR_MS = 3_600_000;

/** `rssBytes` null (not reported, not yet known): the trend stays as it is. */
export function extendTrend(
  trend: MemoryTrend | null,
  timeMs: number,
  rssBytes: number | null,
): MemoryTrend | null {
  if (rssBytes === null) return trend;
  if (trend === null || timeMs <= trend.lastMs) return trend ?? firstPoint(timeMs, rssBytes);
  const hours = (timeMs - trend.firstMs) / HOUR_MS;
  const bytes = rssBytes - trend.firstBytes;
  return {
    firstMs: trend.firstMs,
    firstBytes: trend.firstBytes,
    lastMs: timeMs,
    points: trend.points + 1,
    sumHours: trend.sumHours + hours,
    sumBytes: trend.sumBytes + bytes,
    sumHoursSquared: trend.sumHoursSquared + hours * hours,
    sumHoursBytes: trend.sumHoursBytes + hours * bytes,
    sumBytesSquared: trend.sumBytesSquared + bytes * bytes,
  };
}

/** Bytes per hour; null until there are 5 points over a minute. */
export function trendPerHour(trend: MemoryTrend | null): number | null {
  if (trend === null || trend.points < MIN_POINTS || trend.lastMs - trend.firstMs < MIN_SPAN_MS) return null;
  const { points, sumHours, sumBytes, sumHoursSquared, sumHoursBytes } = trend;
  const spread = points * sumHoursSquared - sumHours * sumHours;
  return spread > 0 ? (points * sumHoursBytes - sumHours * sumBytes) / spread : null;
}

/** How much of the ups and downs the line explains, 0 to 1; null while there is no line or nothing moves. */
export function trendFit(trend: MemoryTrend | null): number | null {
  if (trend === null || trendPerHour(trend) === null) return null;
  const { points, sumHours, sumBytes, sumHoursSquared, sumHoursBytes, sumBytesSquared } = trend;
  const together = points * sumHoursBytes - sumHours * sumBytes;
  const spreads =
    (points * sumHoursSquared - sumHours * sumHours) * (points * sumBytesSquared - sumBytes * sumBytes);
  return spreads > 0 ? Math.min(1, (together * together) / spreads) : null;
}

function firstPoint(timeMs: number, rssBytes: number): MemoryTrend {
  return {
    firstMs: timeMs,
    firstBytes: rssBytes,
    lastMs: timeMs,
    points: 1,
    sumHours: 0,
    sumBytes: 0,
    sumHoursSquared: 0,
    sumHoursBytes: 0,
    sumBytesSquared: 0,
  };
}
