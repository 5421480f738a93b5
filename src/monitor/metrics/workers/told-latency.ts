/** Percentiles of the last seconds, where the server counts the durations of all requests. */
import type { LatencyBucket } from '../../../stats/tsgi-block.js';

export interface ToldLatency {
  /** Counts as they stood, oldest first: the first is that of the beginning of the window. */
  readonly looks: readonly Look[];
}

interface Look {
  readonly timeMs: number;
  readonly buckets: readonly LatencyBucket[];
}

export interface Percentiles {
  /** Requests that they are of. */
  readonly count: number;
  readonly p50Seconds: number;
  readonly p90Seconds: number;
  readonly p99Seconds: number;
}

const WINDOW_MS = 10_000;

/** @param before of the same life of the server, else null */
export function nextToldLatency(
  before: ToldLatency | null,
  buckets: readonly LatencyBucket[],
  nowMs: number,
): ToldLatency | null {
  if (buckets.length === 0) return null;
  const kept = (before?.looks ?? []).filter(({ timeMs }) => timeMs < nowMs);
  const inWindow = kept.filter(({ timeMs }) => timeMs > nowMs - WINDOW_MS);
  const begin = kept.filter(({ timeMs }) => timeMs <= nowMs - WINDOW_MS).slice(-1);
  return { looks: [...begin, ...inWindow, { timeMs: nowMs, buckets }] };
}

/** null while nothing finished, or the counts went down. */
export function percentilesOf(told: ToldLatency | null): Percentiles | null {
  const [first] = told?.looks ?? [];
  const last = told?.looks.at(-1);
  if (first === undefined || last === undefined || first === last) return null;
  const earlier = new Map(first.buckets);
  const grown = last.buckets.map(
    ([longest, count]): LatencyBucket => [longest, count - (earlier.get(longest) ?? 0)],
  );
  if (grown.some(([, count]) => count < 0)) return null;
  const count = grown.reduce((sum, [, one]) => sum + one, 0);
  if (count === 0) return null;
  const at = (share: number) => secondsAt(grown, Math.ceil(share * count));
  return { count, p50Seconds: at(0.5), p90Seconds: at(0.9), p99Seconds: at(0.99) };
}

/** @param rank 1 is the fastest request */
function secondsAt(buckets: readonly LatencyBucket[], rank: number): number {
  let passed = 0;
  let shorter = 0;
  for (const [longest, count] of buckets) {
    passed += count;
    // The middle of a bucket: its end would be up to an eighth too much.
    if (passed >= rank) return (longest - Math.min(longest - shorter, longest / 9) / 2) / 1e6;
    shorter = longest;
  }
  return shorter / 1e6;
}
