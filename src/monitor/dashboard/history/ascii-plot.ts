/* A chart in plain characters, for terminals without braille: one column a cell, three steps a line. */
import { gapCell } from '../drawing/chart-gap.js';
import type { ChartArea, Span, Tone } from '../drawing/frame.js';
import type { Glyphs } from '../drawing/glyphs.js';

/** The spans of each line, top first. */
export function asciiPlot(area: ChartArea, glyphs: Glyphs): readonly (readonly Span[])[] {
  return Array.from({ length: area.height }, (_, row) => plotRow(area, glyphs, row));
}

/** From a first third of a cell to a full one. */
const FILLS = ['.', ':', '#'];

function plotRow(area: ChartArea, glyphs: Glyphs, row: number): readonly Span[] {
  const spans: { text: string; tone: Tone }[] = [];
  for (let cell = 0; cell < area.width; cell += 1) {
    const { text, tone } = plotCell(area, glyphs, row, cell);
    const last = spans.at(-1);
    if (last?.tone === tone) last.text += text;
    else spans.push({ text, tone });
  }
  return spans;
}

function plotCell(area: ChartArea, glyphs: Glyphs, row: number, cell: number): Span {
  if (cell === area.cursor) return { text: glyphs.cursor, tone: 'strong' };
  const below = (area.height - 1 - row) * FILLS.length;
  const steps = stepsOf(area, cell) - below;
  const fill = steps <= 0 ? null : FILLS[Math.min(FILLS.length, steps) - 1];
  if (fill !== null && fill !== undefined) return { text: fill, tone: area.tones[cell] ?? 'plain' };
  const missing = gapCell(area, cell, row);
  if (missing !== null) return { text: missing, tone: 'dim' };
  const limit = area.limit === null ? -1 : Math.ceil(area.limit * area.height * FILLS.length) - 1 - below;
  return { text: limit >= 0 && limit < FILLS.length ? '-' : ' ', tone: 'dim' };
}

/** Zero is still one step high: only the unknown is blank. */
function stepsOf({ points, height }: ChartArea, cell: number): number {
  const known = points.slice(cell * 2, cell * 2 + 2).filter((point) => point !== null);
  if (known.length === 0) return 0;
  const most = Math.min(1, Math.max(0, ...known));
  return Math.max(1, Math.round(most * height * FILLS.length));
}
