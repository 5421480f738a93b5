/* Values that reach above the top of a chart: an arrow where each stands, and how high it is. */
import { displayWidth } from '../../text/width.js';
import type { Span } from '../drawing/frame.js';
import type { Scene } from '../drawing/scene.js';
import type { Values } from './chart-kinds.js';
import type { ChartScale } from './chart-scale.js';

export interface OutlierMark {
  /** Cell of the plotted area where the text begins. */
  readonly cell: number;
  readonly text: string;
}

interface OutlierSeries {
  /** Two a cell. */
  readonly values: Values;
  readonly scale: ChartScale;
}

/** The highest first where there is no room for all of them. */
export function outlierMarks(
  { glyphs }: Scene,
  { values, scale }: OutlierSeries,
  format: (value: number) => string,
): readonly OutlierMark[] {
  const above = values.flatMap((value, index) =>
    value !== null && value > scale.high ? [{ value, cell: Math.floor(index / 2) }] : [],
  );
  const marks: OutlierMark[] = [];
  for (const { value, cell } of above.sort((a, b) => b.value - a.value)) {
    const mark = markAt(cell, format(value), glyphs.ascending, Math.ceil(values.length / 2));
    if (mark !== null && marks.every((other) => isApart(mark, other))) marks.push(mark);
  }
  return marks.sort((a, b) => a.cell - b.cell);
}

/** The arrow stands at the value; its number on whichever side has room. */
function markAt(cell: number, value: string, arrow: string, cells: number): OutlierMark | null {
  const width = displayWidth(arrow) + displayWidth(value);
  if (cell + width <= cells) return { cell, text: `${arrow}${value}` };
  const start = cell + displayWidth(arrow) - width;
  return start < 0 ? null : { cell: start, text: `${value}${arrow}` };
}

function isApart(one: OutlierMark, other: OutlierMark): boolean {
  return one.cell + one.text.length < other.cell || other.cell + other.text.length < one.cell;
}

/** Writes the marks over spans whose characters are one cell wide each. */
export function withMarks(spans: readonly Span[], marks: readonly OutlierMark[]): readonly Span[] {
  return marks.reduce((covered, mark) => withMark(covered, mark), spans);
}

function withMark(spans: readonly Span[], { cell, text }: OutlierMark): readonly Span[] {
  const end = cell + text.length;
  const cut = (from: number, to: number): readonly Span[] => {
    let x = 0;
    return spans.flatMap((span) => {
      const kept = [...span.text].slice(Math.max(0, from - x), Math.max(0, to - x)).join('');
      x += span.text.length;
      return kept === '' ? [] : [{ ...span, text: kept }];
    });
  };
  return [...cut(0, cell), { text, tone: 'strong' }, ...cut(end, Number.POSITIVE_INFINITY)];
}
