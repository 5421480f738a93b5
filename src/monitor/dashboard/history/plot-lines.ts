/* The lines of a chart's plotted area and of its axis: labels on the left, and blanks that the chart is drawn on. */
import type { TimeColumns } from '../../metrics/history-columns.js';
import { clipText, displayWidth } from '../../text/width.js';
import type { ChartArea, Line, Span } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { asciiPlot } from './ascii-plot.js';
import type { ChartScale } from './chart-scale.js';
import { type OutlierMark, withMarks } from './outlier-marks.js';
import { axisSpans, type Marks } from './time-axis.js';

/** Labels and the axis take these cells on the left. */
export const GUTTER_CELLS = 6;

interface PlotText {
  readonly scale: ChartScale;
  /** There is something to plot. */
  readonly isKnown: boolean;
  readonly format: (value: number) => string;
  /** Text shown otherwise. */
  readonly unknown: string;
  /** Values above the top, written into the first line. */
  readonly outliers: readonly OutlierMark[];
}

export function plotLines(scene: Scene, area: ChartArea, plot: PlotText): readonly Line[] {
  const text = scene.glyphs.ascii && plot.isKnown ? asciiPlot(area, scene.glyphs) : null;
  const middle = Math.floor((area.height - 1) / 2);
  return Array.from({ length: area.height }, (_, row) => {
    const line = new LineBuilder(area.width + GUTTER_CELLS);
    const label = labelAt(plot, row, area.height);
    line.add(clipText(label, GUTTER_CELLS - 1).padStart(GUTTER_CELLS - 1), 'dim');
    line.add(scene.glyphs.chartAxis, 'border');
    if (!plot.isKnown) return row === middle ? unknownLine(line, plot.unknown) : line.end();
    const spans: readonly Span[] = text?.[row] ?? [{ text: ' '.repeat(area.width), tone: 'chart' }];
    const marked = row === 0 ? withMarks(spans, plot.outliers) : spans;
    return line.addAll(area.width === 0 ? [] : marked).end();
  });
}

export function axisLine(scene: Scene, marks: Marks, cells: TimeColumns, cursorMs: number | null): Line {
  const line = new LineBuilder(cells.count + GUTTER_CELLS).gap(GUTTER_CELLS - 1);
  const spans = axisSpans(scene, marks, cells, cursorMs);
  return line.add(scene.glyphs.chartCorner, 'border').addAll(spans).end();
}

function unknownLine(line: LineBuilder, text: string): Line {
  const left = Math.floor((line.room - displayWidth(text)) / 2);
  return line.gap(Math.max(1, left)).add(text, 'dim').end();
}

/** The top, the bottom, and from five lines on the middle. */
function labelAt({ scale, isKnown, format }: PlotText, row: number, rows: number): string {
  if (!isKnown) return '';
  if (row === 0) return shortLabel(format(scale.high));
  if (row === rows - 1) return scale.low === 0 ? '0' : shortLabel(format(scale.low));
  if (rows < 5 || row !== Math.round((rows - 1) / 2)) return '';
  return shortLabel(format((scale.low + scale.high) / 2));
}

/** `10.0` → `10`, `1.0k` → `1k`. */
function shortLabel(text: string): string {
  return text.replace(/\.0(?=\D|$)/, '');
}
