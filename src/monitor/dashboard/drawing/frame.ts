import type { HitTarget } from '../model/hit-target.js';

/**
 * A picture of the screen as plain data: lines of spans, each with a tone (a meaning, never a colour or an escape
 * code). Everything in `text` has been cleaned: printable, no controls, no bidi, wide characters allowed.
 */
export interface Frame {
  /** Exactly as many lines as the terminal has rows. A line may be shorter than the screen, never wider. */
  readonly lines: readonly Line[];
  /** Drawn on cells of tone `chart`. */
  readonly charts: readonly ChartArea[];
  /** Where the mouse does something; later entries lie above earlier ones. */
  readonly hits: readonly Hit[];
  /** Position of the text cursor (in a prompt), or null to hide it. */
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

/**
 * A chart as data; whoever paints the frame draws it on the cells of tone `chart` inside its rectangle, and on no
 * others: what lies over a chart covers it like everything else.
 */
export interface ChartArea {
  readonly x: number;
  readonly y: number;
  /** In cells; one cell holds two points side by side. */
  readonly width: number;
  readonly height: number;
  /** Oldest first, two a cell: height from 0 to 1 of the area; null: unknown, a gap. */
  readonly points: readonly (number | null)[];
  /** One a cell column. */
  readonly tones: readonly Tone[];
  /** Height of a line to be drawn behind the points. */
  readonly limit: number | null;
  /** Where readings are missing, in cell columns. */
  readonly gaps: readonly ChartGap[];
  /** The cell column of the moment that is looked at. */
  readonly cursor: number | null;
}

export interface ChartGap {
  readonly from: number;
  /** The last one. */
  readonly to: number;
  /** Stands in the gap where it is wide enough. */
  readonly text: string;
  /** Fills it, one cell wide. */
  readonly hatch: string;
}

export interface Line {
  readonly spans: readonly Span[];
  /** Fills the rest of the line, and lies under every span: a selected row, a title bar. */
  readonly fill: Tone;
}

export interface Span {
  readonly text: string;
  readonly tone: Tone;
  /** Lies under this span instead of the line's fill: what covers a line does not take its colours on. */
  readonly ground?: Tone;
}

export interface Hit {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly target: HitTarget;
}

export type Tone =
  | 'plain'
  /** Less important: units, labels, separators, unknown values. */
  | 'dim'
  /** More important: names, the number that matters. */
  | 'strong'
  | 'title'
  | 'ok'
  | 'warn'
  | 'critical'
  /** Meter and bar fills. */
  | 'bar-ok'
  | 'bar-warn'
  | 'bar-critical'
  | 'bar-empty'
  | 'spark'
  | 'memory'
  | 'label'
  | 'header'
  | 'header-sorted'
  | 'selected'
  | 'tagged'
  | 'match'
  | 'tab'
  | 'tab-active'
  | 'key'
  | 'key-label'
  | 'prompt'
  | 'error'
  | 'banner'
  | 'border'
  /** Blanks that a chart is drawn on. */
  | 'chart'
  /** Everything on a frame that is no longer current. */
  | 'stale';
