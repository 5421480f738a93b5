import type { TrendPoint } from '../../metrics/history-gaps.js';
import type { Tone } from './frame.js';
import type { Glyphs } from './glyphs.js';

/** The two parts of a bar, together `cells` wide. */
interface Bar {
  readonly filled: string;
  readonly empty: string;
}

/**
 * A bar for a ratio from 0 to 1, in eighths of a cell where the terminal can. What is not nothing shows as something;
 * what is not full does not show as full.
 */
export function barOf(ratio: number | null, cells: number, glyphs: Glyphs): Bar {
  if (cells <= 0) return { filled: '', empty: '' };
  const steps = glyphs.fills.length;
  const filled = filledSteps(ratio, cells * steps);
  const whole = Math.floor(filled / steps);
  const part = filled % steps === 0 ? '' : (glyphs.fills[(filled % steps) - 1] ?? '');
  const full = (glyphs.fills[steps - 1] ?? '').repeat(whole);
  return {
    filled: full + part,
    empty: glyphs.empty.repeat(Math.max(0, cells - whole - (part === '' ? 0 : 1))),
  };
}

/**
 * The newest `cells` points as a sparkline, right-aligned; unknown points are blank, missing readings hatched. Without a `scale` the range runs
 * from 0 to the highest point shown.
 */
export function sparkline(
  points: readonly TrendPoint[],
  cells: number,
  glyphs: Glyphs,
  scale?: SparkScale,
): string {
  const shown = cells > 0 ? points.slice(-cells) : [];
  const { low, high } = scale ?? { low: 0, high: highest(shown) };
  const text = shown.map((point) => {
    if (point === 'gap') return glyphs.hatch;
    return point === null ? ' ' : sparkAt(point, low, high, glyphs.sparks);
  });
  return text.join('').padStart(Math.max(0, cells));
}

export interface SparkScale {
  readonly low: number;
  readonly high: number;
}

/**
 * For values without a natural top (memory): the middle is the middle of what is shown, and a quarter of the highest
 * value fills the height, so that a steady value is a steady line and growth is seen.
 */
export function trendScale(points: readonly TrendPoint[]): SparkScale {
  const known = points.filter((point) => typeof point === 'number');
  if (known.length === 0) return { low: 0, high: 0 };
  const low = Math.min(...known);
  const high = Math.max(...known);
  const half = Math.max((high - low) / 2, high / 8);
  return { low: (low + high) / 2 - half, high: (low + high) / 2 + half };
}

export function barTone(ratio: number | null, warn: number, critical: number): Tone {
  if (ratio === null) return 'bar-empty';
  if (ratio >= critical) return 'bar-critical';
  return ratio >= warn ? 'bar-warn' : 'bar-ok';
}

function filledSteps(ratio: number | null, steps: number): number {
  if (ratio === null || !(ratio > 0)) return 0;
  if (ratio >= 1) return steps;
  return Math.min(steps - 1, Math.max(1, Math.round(ratio * steps)));
}

function highest(points: readonly TrendPoint[]): number {
  return points.reduce(
    (most: number, point) => (typeof point === 'number' ? Math.max(most, point) : most),
    0,
  );
}

function sparkAt(point: number, low: number, high: number, sparks: readonly string[]): string {
  const share = high > low ? (point - low) / (high - low) : 0;
  const level = Math.round(Math.min(1, Math.max(0, share)) * (sparks.length - 1));
  return sparks[level] ?? ' ';
}
