import { type Gap, isGapBefore } from './history-gaps.js';
import type { HistoryPoint } from './sample/history.js';

/** A stretch of time cut into columns of equal length; column 0 begins at `startMs`. */
export interface TimeColumns {
  readonly startMs: number;
  readonly columnMs: number;
  readonly count: number;
}

/**
 * Columns whose borders stay where they are while time goes on: what is drawn moves by whole columns and never
 * shimmers. The last column holds `endMs`.
 */
export function timeColumns(endMs: number, spanMs: number, count: number): TimeColumns {
  const columnMs = spanMs / Math.max(1, count);
  const last = Math.floor(endMs / columnMs);
  return { startMs: (last - count + 1) * columnMs, columnMs, count };
}

/** Which column a moment lies in: below 0 or from `count` on when it lies outside. */
export function columnAt({ startMs, columnMs }: TimeColumns, timeMs: number): number {
  // Not from `startMs`: rounding would put a moment on a border now here, now there.
  return Math.floor(timeMs / columnMs) - Math.round(startMs / columnMs);
}

/** Points and the columns that each of them speaks for; made once for all the numbers that are drawn in them. */
export interface PlacedPoints {
  readonly count: number;
  readonly points: readonly HistoryPoint[];
  /** By point; no columns if the first is greater than the last. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Where readings are missing, oldest first: the times, and the columns that lie wholly in them, if any. */
  readonly gaps: readonly PlacedGap[];
}

interface PlacedGap extends Gap {
  readonly first: number;
  readonly last: number;
}

/**
 * A sample speaks for the time since the one before it, but not across a gap. Of a clock that was set back only the
 * time since then counts. `silentUntilMs`: after the newest point there was no reading up to then.
 */
export function placedPoints(
  history: readonly HistoryPoint[],
  columns: TimeColumns,
  silentUntilMs: number | null = null,
): PlacedPoints {
  const begin = firstSince(history, columns.startMs);
  const points = history.slice(begin);
  const first = new Int32Array(points.length);
  const last = new Int32Array(points.length);
  let before = begin === 0 ? null : columnOf(history[begin - 1], columns);
  const gaps: PlacedGap[] = [];
  points.forEach((point, index) => {
    const own = columnAt(columns, point.timeMs);
    const isGap = isGapBefore(history, begin + index);
    const joined = before !== null && before <= own && !isGap;
    if (isGap)
      gaps.push(placedGap(columns, history[begin + index - 1]?.timeMs ?? point.timeMs, point.timeMs));
    first[index] = Math.max(0, joined ? Math.min(own, (before ?? 0) + 1) : own);
    last[index] = Math.min(columns.count - 1, own);
    before = own;
  });
  const newest = points.at(-1);
  if (silentUntilMs !== null && newest !== undefined && silentUntilMs > newest.timeMs) {
    const silence = placedGap(columns, newest.timeMs, silentUntilMs);
    gaps.push({ ...silence, last: Math.min(columns.count - 1, columnAt(columns, silentUntilMs)) });
  }
  return { count: columns.count, points, first, last, gaps };
}

function placedGap(columns: TimeColumns, fromMs: number, toMs: number): PlacedGap {
  const first = Math.max(0, columnAt(columns, fromMs) + 1);
  return { fromMs, toMs, first, last: Math.min(columns.count, columnAt(columns, toMs)) - 1 };
}

/** The highest known value of each column, so that no peak is lost; `null` where nothing is known. */
export function highestByColumn(
  { count, points, first, last }: PlacedPoints,
  value: (point: HistoryPoint) => number | null,
): (number | null)[] {
  const highest = new Array<number | null>(count).fill(null);
  points.forEach((point, index) => {
    const known = value(point);
    if (known === null || !Number.isFinite(known)) return;
    const end = last[index] ?? -1;
    for (let column = first[index] ?? 0; column <= end; column += 1) {
      const most = highest[column] ?? null;
      if (most === null || known > most) highest[column] = known;
    }
  });
  return highest;
}

/** Points of that time on a clock that was not set back since. */
export function pointsBetween(
  history: readonly HistoryPoint[],
  fromMs: number,
  beforeMs: number,
): readonly HistoryPoint[] {
  const begin = firstSince(history, fromMs);
  const end = firstSince(history, beforeMs);
  return history.slice(begin, end);
}

/** The newest point that is not later than `timeMs`; null when there is none. */
export function pointAt(history: readonly HistoryPoint[], timeMs: number): HistoryPoint | null {
  return history.findLast((point) => point.timeMs <= timeMs) ?? null;
}

/** The first of the newest points that all lie at `fromMs` or later, in ascending order. */
function firstSince(history: readonly HistoryPoint[], fromMs: number): number {
  let later = Number.POSITIVE_INFINITY;
  for (let index = history.length - 1; index >= 0; index -= 1) {
    const timeMs = history[index]?.timeMs ?? Number.NaN;
    if (!(timeMs <= later && timeMs >= fromMs)) return index + 1;
    later = timeMs;
  }
  return 0;
}

function columnOf(point: HistoryPoint | undefined, columns: TimeColumns): number | null {
  return point === undefined ? null : columnAt(columns, point.timeMs);
}
