/*
 * One chart: a title with the number that counts now, the plotted area, and below it the time. Title, labels and time
 * are text in lines; the plotted area is data (`ChartArea`) over blanks, or text as well where there is no braille.
 */

import { columnAt, highestByColumn, pointAt, type TimeColumns } from '../../metrics/history-columns.js';
import type { Gap } from '../../metrics/history-gaps.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { ChartArea, Line, Tone } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import type { ChartBox } from '../layout/chart-layout.js';
import { chartGaps, gapText } from './chart-gaps.js';
import { CHART_KINDS, type ChartKind, type Values } from './chart-kinds.js';
import { type ChartScale, highestOf } from './chart-scale.js';
import type { ChartColumns, ChartTime } from './chart-time.js';
import { outlierMarks } from './outlier-marks.js';
import { axisLine, GUTTER_CELLS, plotLines } from './plot-lines.js';
import { type Marks, markSpans } from './time-axis.js';

export interface DrawnChart {
  readonly lines: readonly Line[];
  /** In the cells of the box; null: there is nothing to plot, or the lines hold it. */
  readonly area: ChartArea | null;
}

/** `columns`: as many as there are cells to plot in. `corner`: text at the right end of the title. */
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
  const gaps = chartGaps(scene, columns);
  const area = areaOf(scene, kind, series, box, { gaps, cursor: cursorCell(time, cells) });
  return {
    lines: [
      titleLine(scene, kind, time, { series, columns, width: box.width, corner }),
      ...plotLines(scene, area, {
        ...series,
        format: kind.format,
        unknown: kind.unknown(scene),
        outliers: outlierMarks(scene, series, kind.format),
      }),
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
  { gaps, cursor }: Pick<ChartArea, 'gaps' | 'cursor'>,
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
    points: values.map((value) => (value === null ? null : Math.min(1, heightOf(value)))),
    tones,
    limit: limit !== null && limit > scale.low && limit <= scale.high ? heightOf(limit) : null,
    gaps,
    cursor,
  };
}

interface TitleParts {
  readonly series: Series;
  readonly columns: ChartColumns;
  readonly width: number;
  readonly corner: string;
}

/** The longest gap that is shown; said once for all charts of that time. */
function gapNote({ placed }: ChartColumns): string {
  const longest = placed.gaps.reduce<Gap | null>(
    (most, gap) => (most === null || gap.toMs - gap.fromMs > most.toMs - most.fromMs ? gap : most),
    null,
  );
  return longest === null ? '' : gapText(longest);
}

/** `─ LATENCY mean  212ms ───────── peak 1.1s ── 15 min ─`: what does not fit goes from the right. */
function titleLine(
  scene: Scene,
  kind: ChartKind,
  time: ChartTime,
  { series, columns, width, corner }: TitleParts,
): Line {
  const { horizontal } = scene.glyphs.frame;
  const point = pointAt(time.history, time.cursorMs ?? time.endMs);
  const value = kind.format(point === null ? null : kind.value(point));
  const line = new LineBuilder(width).add(`${horizontal} `, 'border');
  const room = Math.max(0, line.room - displayWidth(value) - 4);
  const title = kind.title(scene);
  line.add(displayWidth(title) > room ? fitText(title, room, 'left', scene.glyphs.ellipsis) : title, 'title');
  line.add(' ').add(value, 'strong').add(' ');
  const notes = notesOf(scene, kind, series.values, corner === '' ? [] : [gapNote(columns), corner]).filter(
    (note) => note !== '',
  );
  while (notes.length > 0 && notes.join('').length + notes.length * 4 > line.room) notes.shift();
  const rule = line.room - notes.reduce((sum, note) => sum + note.length + 3, 0);
  line.add(horizontal.repeat(Math.max(0, rule)), 'border');
  for (const note of notes) line.add(` ${note} `, 'dim').add(horizontal, 'border');
  return line.end();
}

function notesOf(scene: Scene, kind: ChartKind, values: Values, last: readonly string[]): string[] {
  const known = values.filter((value) => value !== null);
  const limit = kind.limit(scene);
  return [
    limit === null ? '' : `limit ${kind.format(limit)}`,
    known.length === 0 ? '' : `peak ${kind.format(highestOf(known))}`,
    ...last,
  ];
}

function marksLine(scene: Scene, marks: Marks, cells: TimeColumns, cursor: number | null): Line {
  const line = new LineBuilder(cells.count + GUTTER_CELLS).add('events', 'dim');
  return line.addAll(markSpans(scene, marks, cells, cursor)).end();
}
