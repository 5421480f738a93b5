/**
 * Memory over the lives of a worker's processes. One that grows in every life and goes each time at about the same size
 * leaks, but recycling contains it: nobody has to act, and each new life is no new alarm.
 */
import type { MemoryTrend } from './memory-trend.js';

export interface MemoryLife {
  readonly startBytes: number;
  readonly endBytes: number;
  readonly seconds: number;
}

const MAX_LIVES = 4;
const FEWEST_LIVES = 3;
const MIN_RISE_RATIO = 0.25;
/** Lives that are recycled end at about the same size; this life may exceed it a little. */
const SAME_END_TIMES = 1.3;

/** `ended`: the trend of the process that has gone, and its size at the end. */
export function nextMemoryLives(
  lives: readonly MemoryLife[],
  ended: { readonly trend: MemoryTrend | null; readonly rssBytes: number | null } | null,
  nowMs: number,
): readonly MemoryLife[] {
  const first = ended?.trend?.points[0];
  if (first === undefined || ended === null || ended.rssBytes === null) return lives;
  const life = {
    startBytes: first.rssBytes,
    endBytes: ended.rssBytes,
    seconds: Math.max(0, nowMs - first.timeMs) / 1000,
  };
  return [...lives, life].slice(-MAX_LIVES);
}

/** Mean of the lives that recycling has ended; null: it is not contained. */
export function containedLeak(lives: readonly MemoryLife[], rssBytes: number | null): MemoryLife | null {
  const last = lives.slice(-FEWEST_LIVES);
  if (last.length < FEWEST_LIVES) return null;
  const ends = last.map(({ endBytes }) => endBytes);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  if (last.some(({ startBytes, endBytes }) => endBytes < (1 + MIN_RISE_RATIO) * startBytes)) return null;
  if (most > SAME_END_TIMES * least || (rssBytes ?? 0) > SAME_END_TIMES * most) return null;
  const mean = (value: (life: MemoryLife) => number) =>
    last.reduce((sum, life) => sum + value(life), 0) / last.length;
  return {
    startBytes: mean(({ startBytes }) => startBytes),
    endBytes: mean(({ endBytes }) => endBytes),
    seconds: mean(({ seconds }) => seconds),
  };
}
