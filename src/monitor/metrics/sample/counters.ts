import type { Maybe } from '../../../stats/schema.js';

/**
 * A counter as sent, or null where it cannot be true: absent, negative, or past 2^53 (uWSGI's unsigned counters
 * underflow when the server's clock steps back, and JSON cannot carry such a number exactly).
 */
export function countOf(value: Maybe<number>): number | null {
  return value !== null && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : null;
}

/** Like `countOf` for fields where uWSGI writes 0 for "not known": memory, times of events. */
export function positiveOf(value: Maybe<number>): number | null {
  return value !== null && value > 0 && value <= Number.MAX_SAFE_INTEGER ? value : null;
}

/** A number that names something: process, user, worker. */
export function idOf(value: Maybe<number>): number | null {
  return Number.isSafeInteger(value) ? countOf(value) : null;
}

/** A process that exists; uWSGI writes 0 where there is none. */
export function pidOf(value: Maybe<number>): number | null {
  return Number.isSafeInteger(value) ? positiveOf(value) : null;
}

export function flagOf(value: Maybe<number>): boolean | null {
  return value === null ? null : value !== 0;
}

/** Unix seconds (0: never) as epoch milliseconds. */
export function millisecondsOf(unixSeconds: Maybe<number>): number | null {
  const seconds = positiveOf(unixSeconds);
  return seconds === null ? null : seconds * 1000;
}

/**
 * Growth of a counter within one life. A counter that went down within one life was corrected by the server (it
 * recounts `requests` once a second), so nothing is known to have happened: 0, never negative.
 */
export function growth(before: Maybe<number> | undefined, now: Maybe<number>): number | null {
  const from = countOf(before ?? null);
  const to = countOf(now);
  return from === null || to === null ? null : Math.max(0, to - from);
}

/** The same for a counter whose owner may have been replaced: a new owner counts from 0. */
export function growthOfReplaced(before: Maybe<number> | undefined, now: Maybe<number>): number | null {
  const from = countOf(before ?? null);
  const to = countOf(now);
  if (to === null) return null;
  return from === null || to < from ? to : to - from;
}

export function perSecond(amount: number | null, seconds: number | null): number | null {
  return amount === null || seconds === null ? null : amount / seconds;
}

/** Sum of what is known; null when nothing is. */
export function sumOf<T>(items: readonly T[], value: (item: T) => number | null): number | null {
  let sum: number | null = null;
  for (const item of items) {
    const known = value(item);
    if (known !== null) sum = (sum ?? 0) + known;
  }
  return sum;
}

/** Greatest of what is known; null when nothing is. */
export function maxOf<T>(items: readonly T[], value: (item: T) => number | null): number | null {
  let max: number | null = null;
  for (const item of items) max = greater(max, value(item));
  return max;
}

export function greater(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null || right < left ? left : right;
}
