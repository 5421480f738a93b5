/* The charts that the layout has room for, side by side and below each other, and what the mouse does on them. */

import type { Observation } from '../../metrics/observation.js';
import type { ChartArea, Hit, Line } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import type { ChartBox } from '../layout/chart-layout.js';
import { chartBoxesOf, type Layout } from '../layout/layout.js';
import { focusedTarget } from '../model/shown.js';
import { type DrawnChart, drawChart } from './chart.js';
import { type ChartColumns, type ChartTime, chartColumns, chartTimeOf } from './chart-time.js';
import { GUTTER_CELLS } from './plot-lines.js';

interface DrawnCharts {
  readonly lines: readonly Line[];
  /** On the screen, like the hits. */
  readonly areas: readonly ChartArea[];
  readonly hits: readonly Hit[];
}

export function drawCharts(scene: Scene, layout: Layout): DrawnCharts {
  return drawBoxes(scene, chartBoxesOf(scene.model, layout), { x: 0, ...layout.charts });
}

/** Where the boxes stand on the screen; they count from its corner. */
interface ChartsPlace {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** Most frames only move a selection: charts are drawn anew when something has changed that they show. */
export function drawBoxes(scene: Scene, boxes: readonly ChartBox[], place: ChartsPlace): DrawnCharts {
  const observation = focusedTarget(scene.model)?.observation;
  if (boxes.length === 0 || !observation) return drawAnew(scene, boxes, place);
  const name = JSON.stringify([boxes, place]);
  const shown = whatChartsShow(scene);
  const kept = LAST_DRAWN.get(observation) ?? new Map<string, KeptCharts>();
  LAST_DRAWN.set(observation, kept);
  const last = kept.get(name);
  if (last?.shown.every((value, index) => value === shown[index])) return last.drawn;
  const drawn = drawAnew(scene, boxes, place);
  // Places change with the size of the terminal only.
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(name, { shown, drawn });
  return drawn;
}

interface KeptCharts {
  readonly shown: readonly unknown[];
  readonly drawn: DrawnCharts;
}

const MOST_KEPT = 16;
/** By the newest observation; it is the same until the next reading. */
const LAST_DRAWN = new WeakMap<Observation, Map<string, KeptCharts>>();

function whatChartsShow(scene: Scene): readonly unknown[] {
  const { model, connection, glyphs, utcOffsetMinutes, width } = scene;
  const silentMs = connection.phase === 'lost' ? model.nowMs : null;
  return [model.past, model.settings, model.view, model.focus, silentMs, glyphs, utcOffsetMinutes, width];
}

function drawAnew(scene: Scene, boxes: readonly ChartBox[], { x, y, height }: ChartsPlace): DrawnCharts {
  const time = chartTimeOf(scene);
  if (time === null) return { lines: new Array<Line>(height).fill(EMPTY_LINE), areas: [], hits: [] };
  const byWidth = new Map<number, ChartColumns>();
  const charts = boxes.map((box, index): PlacedChart => {
    const width = Math.max(0, box.width - GUTTER_CELLS);
    const columns = byWidth.get(width) ?? chartColumns(scene, time, width);
    byWidth.set(width, columns);
    const chart = drawChart(scene, box, time, columns, index === 0 ? zoomText(time) : '');
    return { box, columns, chart };
  });
  return {
    lines: Array.from({ length: height }, (_, line) => joined(scene, charts, line)),
    areas: charts.flatMap(({ chart }) =>
      chart.area === null ? [] : [{ ...chart.area, x: chart.area.x + x, y: chart.area.y + y }],
    ),
    hits: charts.flatMap(({ box, columns }) => momentHits({ ...box, x: box.x + x }, columns, y)),
  };
}

function zoomText({ spanMs }: ChartTime): string {
  const minutes = spanMs / 60_000;
  return minutes < 60 ? `${minutes} min` : `${minutes / 60} h`;
}

/** Each column of cells is a moment, the middle of what it shows; the last one is the present. */
function momentHits(box: ChartBox, { cells }: ChartColumns, top: number): readonly Hit[] {
  return Array.from({ length: cells.count }, (_, cell) => ({
    x: box.x + GUTTER_CELLS + cell,
    y: top + box.y + 1,
    width: 1,
    height: box.height - 1,
    target: {
      kind: 'moment',
      timeMs: Math.round(cells.startMs + (cell + (cell === cells.count - 1 ? 1 : 0.5)) * cells.columnMs),
    },
  }));
}

interface PlacedChart {
  readonly box: ChartBox;
  readonly columns: ChartColumns;
  readonly chart: DrawnChart;
}

function joined(scene: Scene, charts: readonly PlacedChart[], y: number): Line {
  const line = new LineBuilder(scene.width);
  for (const { box, chart } of charts) {
    const own = y < box.y ? undefined : chart.lines[y - box.y];
    if (own !== undefined) line.to(box.x).addAll(own.spans);
  }
  return line.end();
}
