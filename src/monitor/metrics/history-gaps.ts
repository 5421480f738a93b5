import type { HistoryPoint } from './sample/history.js';

/** A time between two readings of which nothing is known. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Shorter pauses between two samples are no gap, whatever the interval is. */
const LEAST_GAP_MS = 2500;
/** A gap is so many times longer than what was asked for, and than most pauses around it. */
const GAP_TIMES = 2.5;
/** So many pauses on either side are looked at. */
const NEIGHBOURS = 4;

/**
 * Nothing is known of the time before that point. What is usual is told by the pauses around it, so that several in a
 * row are gaps as well, and a slower pace that lasts is none.
 */
export function isGapBefore(history: readonly HistoryPoint[], index: number): boolean {
  const pause = pauseBefore(history, index);
  const asked = history[index]?.intervalMs ?? 0;
  if (pause === null || pause <= Math.max(LEAST_GAP_MS, asked * GAP_TIMES)) return false;
  let known = 0;
  let alike = 0;
  for (let other = index - NEIGHBOURS; other <= index + NEIGHBOURS; other += 1) {
    const otherPause = other === index ? null : pauseBefore(history, other);
    if (otherPause === null) continue;
    known += 1;
    if (otherPause * GAP_TIMES >= pause) alike += 1;
  }
  return known > 0 && alike * 2 < known;
}

/** Null before the first point, and where the clock was set back. */
function pauseBefore(history: readonly HistoryPoint[], index: number): number | null {
  const earlier = history[index - 1];
  const later = history[index];
  if (earlier === undefined || later === undefined || later.timeMs < earlier.timeMs) return null;
  return later.timeMs - earlier.timeMs;
}

/** A point of a sparkline: a reading's value, or `gap` where readings are missing. */
export type TrendPoint = number | null | 'gap';

/** The newest `count` points of a history; a gap takes the place of one. */
export function trendOf(
  history: readonly HistoryPoint[],
  count: number,
  value: (point: HistoryPoint) => number | null,
): readonly TrendPoint[] {
  const points: TrendPoint[] = [];
  for (let index = history.length - 1; index >= 0 && points.length < count; index -= 1) {
    const point = history[index];
    if (point === undefined) break;
    points.push(value(point));
    if (isGapBefore(history, index)) points.push('gap');
  }
  return points.reverse().slice(-Math.max(0, count));
}

/** Steps of equal length up to now, oldest first; those that nothing is known of since readings are missing are gaps. */
export function stepsWithGaps(
  steps: readonly (number | null)[],
  stepMs: number,
  history: readonly HistoryPoint[],
): readonly TrendPoint[] {
  const newest = history.at(-1);
  if (newest === undefined || !steps.includes(null)) return steps;
  const gaps = recentGaps(history);
  const endMs = (Math.floor(newest.timeMs / stepMs) + 1) * stepMs;
  return steps.map((step, index) => {
    const middleMs = endMs - (steps.length - index - 0.5) * stepMs;
    return step === null && gaps.some(({ fromMs, toMs }) => fromMs <= middleMs && middleMs <= toMs)
      ? 'gap'
      : step;
  });
}

/** Every row of a table asks, and the history is the same until the next reading. */
const GAPS = new WeakMap<readonly HistoryPoint[], readonly Gap[]>();
/** As far as trends go back. */
const TRENDS_MS = 310_000;

function recentGaps(history: readonly HistoryPoint[]): readonly Gap[] {
  const known = GAPS.get(history);
  if (known !== undefined) return known;
  const gaps: Gap[] = [];
  const sinceMs = (history.at(-1)?.timeMs ?? 0) - TRENDS_MS;
  for (let index = history.length - 1; index > 0; index -= 1) {
    const fromMs = history[index - 1]?.timeMs ?? 0;
    const toMs = history[index]?.timeMs ?? 0;
    if (toMs < sinceMs || fromMs > toMs) break;
    if (isGapBefore(history, index)) gaps.push({ fromMs, toMs });
  }
  GAPS.set(history, gaps);
  return gaps;
}
