import { formatLatency } from '../../text/format.js';
import type { Sample } from '../sample/sample.js';
import type { EventNews } from './server-event.js';

/*
 * Stats that take long to come are a fact about the server: uWSGI's master answers them between its other work, and a
 * master that reaps killed workers, imports an application or swaps does not answer at all for a while.
 */

/** So many readings say what is usual. */
const KEPT = 15;
/** Slow whatever is usual. */
const SLOW_MS = 1000;
/** Slow where answers usually come so many times faster. */
const NOTICED_MS = 500;
const TIMES_USUAL = 4;

export function nextDurations(durations: readonly number[], { reading }: Sample): readonly number[] {
  return [...durations, reading.durationMs].slice(-KEPT);
}

/** `earlier`: the durations of the readings before, in milliseconds. The event begins when the question was put. */
export function slowStatsNews(earlier: readonly number[], { reading, timeMs }: Sample): readonly EventNews[] {
  const { durationMs } = reading;
  const isUnusual = durationMs >= NOTICED_MS && durationMs >= TIMES_USUAL * medianOf(earlier);
  if (earlier.length === 0 || (durationMs < SLOW_MS && !isUnusual)) return [];
  const text = `answered after ${formatLatency(durationMs / 1000)}`;
  return [{ kind: 'stats-slow', level: 'warn', slot: null, beginMs: timeMs - durationMs, text }];
}

function medianOf(durations: readonly number[]): number {
  const sorted = [...durations].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
