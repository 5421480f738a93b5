/*
 * One chart: a title with the number that counts now, the plotted area, and below it the time. Title, labels and time
 * are text in lines; the plotted area is data (`ChartArea`) over blanks, or text as well where there is no braille.
 */

import { columnAt, highestByColumn, pointAt, type TimeColumns } from '../../metrics/history-columns.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { ChartArea, Line, Tone } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import type { ChartBox } from '../layout/chart-layout.js';
import { CHART_KINDS, type ChartKind, type Values } from './chart-kinds.js';
import { type ChartScale, highestOf } from './chart-scale.js';
import type { ChartColumns, ChartTime } from './chart-time.js';
import { axisLine, GUTTER_CELLS, plotLines } from './plot-lines.js';
import { type Marks, markSpans } from './time-axis.js';

export interface DrawnChart {
  readonly lines: readonly Line[];
  /** In the cells of the box; null: there is nothing to plot, or the lines hold it. */
  readonly area: ChartArea | null;
}

/** `columns`: as many as there are cells to plot in. `corner`: what stands at the right end of the title. */
export function drawChart(
  scene: Scene,
  box: ChartBox,
  time: ChartTime,
  columns: ChartColumns,
  corner: string,
): DrawnChart {
  const kind = CHART_KINDS[box.metric];
  const { cells, marks } = columns;
  const series = seriesOf(scene, kind, time, columns);
  const area = areaOf(scene, kind, series, box, cursorCell(time, cells));
  return {
    lines: [
      titleLine(scene, kind, time, series.values, box.width, corner),
      ...plotLines(scene, area, { ...series, format: kind.format, unknown: kind.unknown(scene) }),
      ...(box.axis ? [axisLine(scene, box.marks === 'axis' ? marks : NO_MARKS, cells, time.cursorMs)] : []),
      ...(box.marks === 'line' ? [marksLine(scene, marks, cells, area.cursor)] : []),
    ],
    area: series.isKnown && !scene.glyphs.ascii ? area : null,
  };
}

const NO_MARKS: Marks = new Map();

interface Series {
  /** Two a cell. */
  readonly values: Values;
  readonly scale: ChartScale;
  readonly isKnown: boolean;
}

function seriesOf(scene: Scene, kind: ChartKind, time: ChartTime, { placed }: ChartColumns): Series {
  const values = highestByColumn(placed, kind.value);
  const earlier = time.earlier.map(kind.value);
  const isKnown = values.some((value) => value !== null);
  return { values, scale: kind.scale(scene, values, earlier), isKnown };
}

function cursorCell({ cursorMs }: ChartTime, cells: TimeColumns): number | null {
  const cell = cursorMs === null ? -1 : columnAt(cells, cursorMs);
  return cell < 0 || cell >= cells.count ? null : cell;
}

function areaOf(
  scene: Scene,
  kind: ChartKind,
  series: Series,
  box: ChartBox,
  cursor: number | null,
): ChartArea {
  const { values, scale } = series;
  const heightOf = (value: number) => (value - scale.low) / (scale.high - scale.low);
  const limit = kind.limit(scene);
  const tones = Array.from({ length: values.length / 2 }, (_, cell): Tone => {
    const [left = null, right = null] = values.slice(cell * 2, cell * 2 + 2);
    if (left === null && right === null) return 'plain';
    return kind.tone(scene, Math.max(left ?? right ?? 0, right ?? left ?? 0));
  });
  return {
    x: box.x + GUTTER_CELLS,
    y: box.y + 1,
    width: values.length / 2,
    height: box.plot,
    points: values.map((value) => (value === null ? null : heightOf(value))),
    tones,
    limit: limit !== null && limit > scale.low && limit <= scale.high ? heightOf(limit) : null,
    cursor,
  };
}

/** `─ LATENCY mean  212ms ───────── peak 1.1s ── 15 min ─`: what does not fit goes from the right. */
function titleLine(
  scene: Scene,
  kind: ChartKind,
  time: ChartTime,
  values: Values,
  width: number,
  corner: string,
): Line {
  const { horizontal } = scene.glyphs.frame;
  const point = pointAt(time.history, time.cursorMs ?? time.endMs);
  const value = kind.format(point === null ? null : kind.value(point));
  const line = new LineBuilder(width).add(`${horizontal} `, 'border');
  const room = Math.max(0, line.room - displayWidth(value) - 4);
  const title = kind.title(scene);
  line.add(displayWidth(title) > room ? fitText(title, room, 'left', scene.glyphs.ellipsis) : title, 'title');
  line.add(' ').add(value, 'strong').add(' ');
  const notes = notesOf(scene, kind, values, corner).filter((note) => note !== '');
  while (notes.length > 0 && notes.join('').length + notes.length * 4 > line.room) notes.shift();
  const rule = line.room - notes.reduce((sum, note) => sum + note.length + 3, 0);
  line.add(horizontal.repeat(Math.max(0, rule)), 'border');
  for (const note of notes) line.add(` ${note} `, 'dim').add(horizontal, 'border');
  return line.end();
}

function notesOf(scene: Scene, kind: ChartKind, values: Values, corner: string): string[] {
  const known = values.filter((value) => value !== null);
  const limit = kind.limit(scene);
  return [
    limit === null ? '' : `limit ${kind.format(limit)}`,
    known.length === 0 ? '' : `peak ${kind.format(highestOf(known))}`,
    corner,
  ];
}

function marksLine(scene: Scene, marks: Marks, cells: TimeColumns, cursor: number | null): Line {
  const line = new LineBuilder(cells.count + GUTTER_CELLS).add('events', 'dim');
  return line.addAll(markSpans(scene, marks, cells, cursor)).end();
}
