/* The charts that the layout has room for, side by side and below each other, and what the mouse does on them. */
import type { ChartBox } from '../app/chart-layout.js';
import { chartBoxesOf, type Layout } from '../app/layout.js';
import { type DrawnChart, drawChart } from './chart.js';
import { type ChartColumns, type ChartTime, chartColumns, chartTimeOf } from './chart-time.js';
import type { ChartArea, Hit, Line } from './frame.js';
import { EMPTY_LINE, LineBuilder } from './line-builder.js';
import { GUTTER_CELLS } from './plot-lines.js';
import type { Scene } from './scene.js';

export interface DrawnCharts {
  readonly lines: readonly Line[];
  readonly areas: readonly ChartArea[];
  readonly hits: readonly Hit[];
}

export function drawCharts(scene: Scene, layout: Layout): DrawnCharts {
  const boxes = chartBoxesOf(scene.model, layout);
  const time = chartTimeOf(scene);
  const { y, height } = layout.charts;
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
      chart.area === null ? [] : [{ ...chart.area, y: chart.area.y + y }],
    ),
    hits: charts.flatMap(({ box, columns }) => momentHits(box, columns, y)),
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
