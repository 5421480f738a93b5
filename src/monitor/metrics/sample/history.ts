/** One point of the history behind the sparklines: totals of one sample. */
export interface HistoryPoint {
  readonly timeMs: number;
  readonly busyRatio: number | null;
  readonly requestsPerSecond: number | null;
  readonly latencySeconds: number | null;
  readonly queue: number | null;
  readonly rssBytes: number | null;
  /** Interval of the readings at that time; absent: unknown. */
  readonly intervalMs?: number;
}

/** Two hours at one sample a second. */
export const HISTORY_POINTS = 7200;

/** Copies at most 7200 references: some ten microseconds, once for each sample. */
export function appendPoint(
  history: readonly HistoryPoint[],
  point: HistoryPoint,
  most = HISTORY_POINTS,
): readonly HistoryPoint[] {
  const kept = history.length < most ? history.slice() : history.slice(history.length - most + 1);
  kept.push(point);
  return kept;
}

/** Mean of what is known of the last `seconds` up to the newest point; null when nothing is. */
export function recentMean(
  history: readonly HistoryPoint[],
  seconds: number,
  value: (point: HistoryPoint) => number | null,
): number | null {
  let sum = 0;
  let known = 0;
  for (const point of recentPoints(history, seconds)) {
    const one = value(point);
    if (one === null) continue;
    sum += one;
    known += 1;
  }
  return known === 0 ? null : sum / known;
}

/** The points of the last `seconds`, the newest included, back to where the clock was set if it was. */
export function recentPoints(history: readonly HistoryPoint[], seconds: number): readonly HistoryPoint[] {
  const newest = history.at(-1);
  if (newest === undefined) return [];
  let from = history.length - 1;
  for (let time = newest.timeMs; from > 0; from -= 1) {
    const earlier = history[from - 1]?.timeMs ?? 0;
    if (earlier <= newest.timeMs - seconds * 1000 || earlier > time) break;
    time = earlier;
  }
  return history.slice(from);
}
