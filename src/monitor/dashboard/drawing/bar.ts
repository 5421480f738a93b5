import type { TrendPoint } from '../../metrics/history-gaps.js';
import type { Tone } from './frame.js';
import type { Glyphs } from './glyphs.js';

/** The two parts of a bar, together `cells` wide. */
interface Bar {
  readonly filled: string;
  readonly empty: string;
}

/**
 * A bar for a ratio from 0 to 1. What is not nothing shows as something; what is not full does not show as full.
 */
export function barOf(ratio: number | null, cells: number, glyphs: Glyphs): Bar {
  const filled = cells <= 0 ? 0 : filledCells(ratio, cells);
  return {
    filled: glyphs.filled.repeat(filled),
    empty: glyphs.empty.repeat(Math.max(0, cells - filled)),
  };
}

/**
 * The newest points as a sparkline, right-aligned: as many as `sparkPoints` says; unknown points are blank, missing
 * readings hatched. Without a `scale` the range runs from 0 to the highest point shown.
 */
export function sparkline(
  points: readonly TrendPoint[],
  cells: number,
  glyphs: Glyphs,
  scale?: SparkScale,
): string {
  if (cells <= 0) return '';
  const count = sparkPoints(cells, glyphs);
  const shown = points.slice(-count);
  const range = scale ?? { low: 0, high: highest(shown) };
  if (glyphs.sparks === null) {
    const blanks = new Array<null>(count - shown.length).fill(null);
    return dotted([...blanks, ...shown], range, glyphs);
  }
  const { sparks } = glyphs;
  const text = shown.map((point) => {
    if (point === 'gap') return glyphs.hatch;
    return point === null ? ' ' : sparks[levelAt(point, range, sparks.length)];
  });
  return text.join('').padStart(cells);
}

/** A trend of so many steps, of which the oldest may be missing, over `count` points: each as wide as the others. */
export function spreadPoints(
  trend: readonly TrendPoint[],
  steps: number,
  count: number,
): readonly TrendPoint[] {
  const missing = steps - trend.length;
  return Array.from(
    { length: count },
    (_, index) => trend[Math.floor((index / count) * steps) - missing] ?? null,
  );
}

/** Two for each cell where there are dots to draw with. */
export function sparkPoints(cells: number, { sparks }: Glyphs): number {
  return sparks === null ? 2 * cells : cells;
}

/** Braille: two columns of up to four dots a cell. Neighbouring lines never flow into each other. */
function dotted(points: readonly TrendPoint[], range: SparkScale, { hatch }: Glyphs): string {
  let text = '';
  for (let at = 0; at < points.length; at += 2) {
    const [one = null, other = null] = points.slice(at, at + 2);
    if (one === 'gap' || other === 'gap') {
      text += hatch;
      continue;
    }
    const left = dotsAt(one, range, LEFT_DOTS);
    const right = dotsAt(other, range, RIGHT_DOTS);
    text += left + right === 0 ? ' ' : String.fromCharCode(BRAILLE + left + right);
  }
  return text;
}

const BRAILLE = 0x2800;
/** From one dot to four. */
const LEFT_DOTS: readonly number[] = [0x40, 0x44, 0x46, 0x47];
const RIGHT_DOTS: readonly number[] = [0x80, 0xa0, 0xb0, 0xb8];

function dotsAt(point: number | null, range: SparkScale, dots: readonly number[]): number {
  return point === null ? 0 : (dots[levelAt(point, range, dots.length)] ?? 0);
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

function filledCells(ratio: number | null, cells: number): number {
  if (ratio === null || !(ratio > 0)) return 0;
  if (ratio >= 1) return cells;
  return Math.max(1, Math.min(cells - 1, Math.round(ratio * cells)));
}

function highest(points: readonly TrendPoint[]): number {
  return points.reduce(
    (most: number, point) => (typeof point === 'number' ? Math.max(most, point) : most),
    0,
  );
}

function levelAt(point: number, { low, high }: SparkScale, levels: number): number {
  const share = high > low ? (point - low) / (high - low) : 0;
  return Math.round(Math.min(1, Math.max(0, share)) * (levels - 1));
}
