/**
 * Offset of the local clock from the server's, learnt from the start times of requests.
 *
 * The server writes `request_start` in whole seconds of its own clock. A request that is in flight has started by now,
 * and one that was not there at the previous sample started after it: each of them bounds the offset from one side.
 * As long as 0 is possible the clocks count as equal.
 */
export interface ClockOffset {
  /** Bounds of (local - server), milliseconds. */
  readonly lowMs: number;
  readonly highMs: number;
}

export const UNKNOWN_OFFSET: ClockOffset = {
  lowMs: Number.NEGATIVE_INFINITY,
  highMs: Number.POSITIVE_INFINITY,
};

/** Evidence from one request in flight; `notBeforeMs` is local time, -Infinity where the past was not watched. */
export interface StartEvidence {
  readonly startSecond: number;
  readonly notBeforeMs: number;
}

/** Narrows the bounds. Bounds that contradict what was known mean that a clock was set: only the new ones count. */
export function narrowOffset(
  known: ClockOffset,
  evidence: readonly StartEvidence[],
  nowMs: number,
): ClockOffset {
  let { lowMs, highMs } = UNKNOWN_OFFSET;
  for (const { startSecond, notBeforeMs } of evidence) {
    highMs = Math.min(highMs, nowMs - startSecond * 1000);
    lowMs = Math.max(lowMs, notBeforeMs - startSecond * 1000 - 1000);
  }
  const narrowed = { lowMs: Math.max(known.lowMs, lowMs), highMs: Math.min(known.highMs, highMs) };
  if (narrowed.lowMs <= narrowed.highMs) return narrowed;
  return lowMs <= highMs ? { lowMs, highMs } : UNKNOWN_OFFSET;
}

/** The best single value, milliseconds: local time = server time + offset. */
export function offsetMs({ lowMs, highMs }: ClockOffset): number {
  if (lowMs <= 0 && highMs >= 0) return 0;
  if (!Number.isFinite(lowMs)) return highMs;
  return Number.isFinite(highMs) ? (lowMs + highMs) / 2 : lowMs;
}
