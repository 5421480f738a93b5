import type { Reading } from '../sources/source.js';
import type { HistoryPoint } from './history.js';
import type { Sample } from './sample.js';
import type { Thresholds } from './thresholds.js';
import type { Verdict } from './verdict.js';

/**
 * Everything that watching one server has taught so far: the newest sample, what the next one needs from it (carries,
 * first-seen times, trends), the verdict and a bounded history. Immutable; `observe` makes the next one.
 */
export interface Observation {
  readonly sample: Sample;
  readonly verdict: Verdict;
  /** Oldest first, at most `HISTORY_POINTS`. */
  readonly history: readonly HistoryPoint[];
  /** Owned by observe(); opaque to everybody else. */
  readonly memory: ObservationMemory;
}

export interface ObservationMemory {
  readonly attachedAtMs: number;
}

/** Takes in one reading. Pure: the clock is the reading's. */
export declare function observe(
  previous: Observation | null,
  reading: Reading,
  thresholds: Thresholds,
): Observation;
