import type { HistoryPoint } from './history.js';

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

/** Shorter pauses between two samples are no gap, whatever the interval is. */
const LEAST_GAP_MS = 5000;
/** A pause is a gap when it is so many times longer than the one before and the one after it. */
const GAP_TIMES = 3;

/**
 * The highest known value of each column, so that no peak is lost however many samples share a column; `null` where
 * nothing is known. A sample speaks for the time since the one before it, but not across a gap. Of a clock that was
 * set back only the time since then counts.
 */
export function highestByColumn(
  history: readonly HistoryPoint[],
  value: (point: HistoryPoint) => number | null,
  columns: TimeColumns,
): (number | null)[] {
  const highest = new Array<number | null>(columns.count).fill(null);
  let later = Number.POSITIVE_INFINITY;
  for (let index = history.length - 1; index >= 0; index -= 1) {
    const point = history[index];
    if (point === undefined || point.timeMs > later || point.timeMs < columns.startMs) break;
    later = point.timeMs;
    const known = value(point);
    if (known === null || !Number.isFinite(known)) continue;
    const last = Math.min(columns.count - 1, columnAt(columns, point.timeMs));
    for (let column = firstColumn(history, index, columns); column <= last; column += 1) {
      highest[column] = Math.max(highest[column] ?? known, known);
    }
  }
  return highest;
}

/** The newest point that is not later than `timeMs`; null when there is none. */
export function pointAt(history: readonly HistoryPoint[], timeMs: number): HistoryPoint | null {
  return history.findLast((point) => point.timeMs <= timeMs) ?? null;
}

/** The first column that a sample speaks for: the one after its predecessor's, or its own where there is none. */
function firstColumn(history: readonly HistoryPoint[], index: number, columns: TimeColumns): number {
  const timeMs = history[index]?.timeMs ?? 0;
  const own = columnAt(columns, timeMs);
  const beforeMs = history[index - 1]?.timeMs;
  if (beforeMs === undefined || beforeMs > timeMs || isGap(history, index)) return Math.max(0, own);
  return Math.max(0, Math.min(own, columnAt(columns, beforeMs) + 1));
}

function isGap(history: readonly HistoryPoint[], index: number): boolean {
  const pause = pauseBefore(history, index) ?? 0;
  const before = pauseBefore(history, index - 1) ?? 0;
  const after = pauseBefore(history, index + 1) ?? 0;
  return pause > Math.max(LEAST_GAP_MS, GAP_TIMES * Math.max(before, after));
}

function pauseBefore(history: readonly HistoryPoint[], index: number): number | null {
  const [earlier, later] = [history[index - 1], history[index]];
  return earlier === undefined || later === undefined ? null : later.timeMs - earlier.timeMs;
}
