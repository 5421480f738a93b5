/* Two parts of a screen beside each other, with a line between them. */
import { fitText } from '../../text/width.js';
import type { ChartArea, Hit, Line, Span } from './frame.js';
import type { FrameGlyphs } from './glyphs.js';
import { EMPTY_LINE, LineBuilder, spansWidth } from './line-builder.js';

export interface Part {
  readonly lines: readonly Line[];
  /** From the part's own corner, like its charts. */
  readonly hits: readonly Hit[];
  readonly charts: readonly ChartArea[];
}

/** Splits a width in two: the line between takes one cell. */
export function halves(width: number): { readonly left: number; readonly right: number } {
  const left = Math.max(0, Math.ceil((width - 1) / 2));
  return { left, right: Math.max(0, width - 1 - left) };
}

/** The first line of both is a rule: what divides them hangs from it, or goes through it (`continued`). */
export function sideBySide(
  [left, right]: readonly [Part, Part],
  size: { readonly width: number; readonly height: number },
  glyphs: FrameGlyphs,
  continued: boolean,
): Part {
  const widths = halves(size.width);
  const lines = Array.from({ length: size.height }, (_, y) => {
    const between = y > 0 ? glyphs.vertical : continued ? glyphs.cross : glyphs.tee;
    const line = new LineBuilder(size.width).addAll(filledSpans(left.lines[y], widths.left));
    return line.add(between, 'border').addAll(filledSpans(right.lines[y], widths.right)).end();
  });
  const aside = <T extends { readonly x: number }>(placed: T): T => ({
    ...placed,
    x: placed.x + widths.left + 1,
  });
  return {
    lines,
    hits: [...left.hits, ...right.hits.map(aside)],
    charts: [...left.charts, ...right.charts.map(aside)],
  };
}

/** Exactly so wide, with the line's fill under all of it. */
function filledSpans(line: Line = EMPTY_LINE, width: number): readonly Span[] {
  const spans = new LineBuilder(width).addAll(line.spans).end().spans;
  const rest = fitText('', width - spansWidth(spans));
  const whole: readonly Span[] = rest === '' ? spans : [...spans, { text: rest, tone: 'plain' }];
  return line.fill === 'plain' ? whole : whole.map((span) => ({ ...span, ground: span.ground ?? line.fill }));
}
