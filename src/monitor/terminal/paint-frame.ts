import type { Frame, Line, Span, Tone } from '../dashboard/drawing/frame.js';
import { type ChartPainter, paintChartRow } from './blessed/chart-painter.js';
import { type CellLine, setCell } from './cells/cell-buffer.js';
import type { SafeCells } from './cells/safe-cells.js';
import type { CellAttributes } from './colour/cell-attributes.js';

interface Brushes {
  readonly attributes: CellAttributes;
  readonly cells: SafeCells;
  readonly charts: ChartPainter;
}

const EMPTY: Line = { spans: [], fill: 'plain' };

interface Painted {
  readonly source: Line;
  readonly attributes: CellAttributes;
}

/**
 * Writes frames into the screen's cells: every cell of a line, so that nothing of an earlier frame stays, and no cell of one that says
 * what its cells say already. Frames of another size than the screen (one that was resized a moment ago) are cut or filled up
 * with blanks.
 */
export class FramePainter {
  /** By the cells themselves: a screen of another size has other ones. */
  readonly #painted = new WeakMap<CellLine, Painted>();

  paint(frame: Frame, lines: readonly CellLine[], brushes: Brushes): void {
    lines.forEach((line, y) => {
      const source = frame.lines[y] ?? EMPTY;
      const before = this.#painted.get(line);
      if (before?.attributes === brushes.attributes && isPaintedAlike(source, before.source)) return;
      paintLine(source, line, y, brushes);
      this.#painted.set(line, { source, attributes: brushes.attributes });
    });
  }
}

/** A chart has its dots elsewhere: lines that one may lie on are painted each time. */
function isPaintedAlike(one: Line, other: Line): boolean {
  if (one.fill !== other.fill || one.spans.length !== other.spans.length) return false;
  return one.spans.every((span, index) => span.tone !== 'chart' && isSameSpan(span, other.spans[index]));
}

function isSameSpan(one: Span, other: Span | undefined): boolean {
  if (one === other) return true;
  return one.text === other?.text && one.tone === other.tone && one.ground === other.ground;
}

function paintLine(source: Line, line: CellLine, y: number, { attributes, cells, charts }: Brushes): void {
  let x = 0;
  for (const span of source.spans) {
    if (x >= line.length) return;
    const ground = span.ground ?? source.fill;
    x =
      span.tone === 'chart' && charts.reaches(y)
        ? paintChart(span, { x, y, line }, ground, { attributes, charts })
        : paintSpan(span, x, line, attributes.of(span.tone, ground), cells);
  }
  const rest = attributes.of('plain', source.fill);
  for (; x < line.length; x++) setCell(line, x, rest, ' ');
}

/** The blanks of the span give way to the charts that lie there. */
function paintChart(
  span: Span,
  { x: start, y, line }: { readonly x: number; readonly y: number; readonly line: CellLine },
  ground: Tone,
  { attributes, charts }: Pick<Brushes, 'attributes' | 'charts'>,
): number {
  const end = Math.min(line.length, start + span.text.length);
  const put = (x: number, text: string, tone: Tone) => setCell(line, x, attributes.of(tone, ground), text);
  let x = start;
  while (x < end) {
    const chart = charts.chartAt(x, y);
    if (chart === null) put(x++, ' ', 'plain');
    else x = paintChartRow(chart, { y, start: x, end }, put);
  }
  return end;
}

/** Returns where the next span begins. */
function paintSpan(span: Span, start: number, line: CellLine, attribute: number, cells: SafeCells): number {
  const texts = cells.of(span.text);
  const end = Math.min(line.length, start + texts.length);
  for (let x = start; x < end; x++) setCell(line, x, attribute, texts[x - start] ?? ' ');
  // Half of a wide character cannot be shown in the last column.
  if (texts[end - start] === '') setCell(line, end - 1, attribute, ' ');
  return end;
}
