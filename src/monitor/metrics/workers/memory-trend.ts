/**
 * A worker's RSS since its process was spawned (or since it is watched), as points that get sparser the longer it lives,
 * and the straight line through the later half of them. A process that warms up grows in its first part: a line through
 * all of its life would call that a trend for hours.
 */
export interface MemoryTrend {
  /** Oldest first, at least `spacingMs` apart. */
  readonly points: readonly MemoryPoint[];
  readonly spacingMs: number;
  /** null until the worker has been watched for five minutes: before that it is noise. */
  readonly line: TrendLine | null;
}

interface MemoryPoint {
  readonly timeMs: number;
  readonly rssBytes: number;
}

interface TrendLine {
  readonly bytesPerHour: number;
  /** Share of the ups and downs that the line explains, 0 to 1; null when nothing moves. */
  readonly fit: number | null;
  /** Rise of the line from its beginning to its end. */
  readonly riseBytes: number;
  /** Time that the worker has been watched, twice the length of the line. */
  readonly watchedSeconds: number;
}

const FIRST_SPACING_MS = 5000;
const MAX_POINTS = 48;
const MIN_POINTS = 5;
const MIN_SPAN_MS = 300_000;
const HOUR_MS = 3_600_000;

/** `rssBytes` null (not reported, not yet known): the trend stays as it is. */
export function extendTrend(
  trend: MemoryTrend | null,
  timeMs: number,
  rssBytes: number | null,
): MemoryTrend | null {
  if (rssBytes === null) return trend;
  const point = { timeMs, rssBytes };
  if (trend === null) return { points: [point], spacingMs: FIRST_SPACING_MS, line: null };
  const last = trend.points.at(-1);
  if (last !== undefined && timeMs - last.timeMs < trend.spacingMs) return trend;
  if (trend.points.length < MAX_POINTS) return trendThrough([...trend.points, point], trend.spacingMs);
  const sparser = trend.points.filter((_, index) => index % 2 === 0);
  return trendThrough([...sparser, point], 2 * trend.spacingMs);
}

export function trendPerHour(trend: MemoryTrend | null): number | null {
  return trend?.line?.bytesPerHour ?? null;
}

function trendThrough(points: readonly MemoryPoint[], spacingMs: number): MemoryTrend {
  return { points, spacingMs, line: lineOf(points) };
}

function lineOf(points: readonly MemoryPoint[]): TrendLine | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const spanMs = last.timeMs - first.timeMs;
  const later = points.filter(({ timeMs }) => timeMs >= first.timeMs + spanMs / 2);
  if (spanMs < MIN_SPAN_MS || later.length < MIN_POINTS) return null;
  const line = lineThrough(later);
  const hours = (last.timeMs - (later[0]?.timeMs ?? last.timeMs)) / HOUR_MS;
  return { ...line, riseBytes: line.bytesPerHour * hours, watchedSeconds: spanMs / 1000 };
}

/** Least squares. */
function lineThrough(points: readonly MemoryPoint[]): Pick<TrendLine, 'bytesPerHour' | 'fit'> {
  const middleMs = meanOf(points, ({ timeMs }) => timeMs);
  const middleBytes = meanOf(points, ({ rssBytes }) => rssBytes);
  const mean = (value: (hours: number, bytes: number) => number) =>
    meanOf(points, ({ timeMs, rssBytes }) => value((timeMs - middleMs) / HOUR_MS, rssBytes - middleBytes));
  const together = mean((hours, bytes) => hours * bytes);
  const hoursSquared = mean((hours) => hours * hours);
  const bytesSquared = mean((_, bytes) => bytes * bytes);
  return {
    bytesPerHour: together / hoursSquared,
    fit: bytesSquared > 0 ? Math.min(1, together ** 2 / (hoursSquared * bytesSquared)) : null,
  };
}

function meanOf(points: readonly MemoryPoint[], value: (point: MemoryPoint) => number): number {
  return points.reduce((sum, point) => sum + value(point), 0) / points.length;
}
