/** One point of the history behind the sparklines: totals of one sample. */
export interface HistoryPoint {
  readonly timeMs: number;
  readonly busyRatio: number | null;
  readonly requestsPerSecond: number | null;
  readonly latencySeconds: number | null;
  readonly queue: number | null;
  readonly rssBytes: number | null;
}
