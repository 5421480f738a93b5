/*
 * The panes where a table leaves lines free: other views in small, drawn as those are. A click opens the view, on a row
 * with that row selected; on a chart it goes to that moment.
 */
import type { Observed } from '../../metrics/observation.js';
import type { ChartArea, Hit, Line } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { drawBoxes } from '../history/charts.js';
import type { ChartBox } from '../layout/chart-layout.js';
import type { PaneBox } from '../layout/fill-layout.js';
import type { Layout } from '../layout/layout.js';
import { INITIAL_TABLE } from '../model/initial-model.js';
import { drawQueueChart, LEAST_QUEUE_CHART_LINES } from '../sockets/queue-chart.js';
import { rowsFor } from '../table/rows.js';
import { eventsList, LIST_COLUMNS, requestsList, routesList } from './small-lists.js';
import { eventsTable, requestsTable, routesTable, socketsTable } from './small-tables.js';

/** Everything counts from the corner of the screen. */
interface DrawnPanes {
  readonly lines: readonly Line[];
  readonly hits: readonly Hit[];
  readonly charts: readonly ChartArea[];
}

/** One pane; all of it counts from its own corner. */
interface Pane {
  readonly lines: readonly Line[];
  readonly hits: readonly Hit[];
  readonly charts?: readonly ChartArea[];
}

export function drawPanes(scene: Scene, { fill, panes }: Layout): DrawnPanes {
  const { observation } = scene;
  if (fill.height === 0 || observation === null)
    return { lines: new Array<Line>(fill.height).fill(EMPTY_LINE), hits: [], charts: [] };
  const drawn = panes.map((box) => ({ box, ...placedPane(scene, observation, box) }));
  return {
    lines: Array.from({ length: fill.height }, (_, index) => joined(scene, drawn, fill.y + index)),
    hits: drawn.flatMap(({ hits }) => hits),
    charts: drawn.flatMap(({ charts = [] }) => charts),
  };
}

interface PlacedPane extends Pane {
  readonly box: PaneBox;
}

function joined(scene: Scene, panes: readonly PlacedPane[], y: number): Line {
  const line = new LineBuilder(scene.width);
  for (const { box, lines } of panes) {
    const own = lines[y - box.y];
    if (own !== undefined) line.to(box.x).addAll(filledSpans(own, box.width));
  }
  return line.end();
}

/** No wider than the pane, with the line's fill under all of it. */
function filledSpans(line: Line, width: number): Line['spans'] {
  const own = new LineBuilder(width).addAll(line.spans);
  if (line.fill === 'plain') return own.end().spans;
  return own
    .to(width)
    .end()
    .spans.map((span) => ({ ...span, ground: span.ground ?? line.fill }));
}

function placedPane(scene: Scene, observation: Observed, box: PaneBox): Pane {
  if (isChart(box.kind)) return chartPane(scene, box.kind, box);
  const { lines, hits, charts = [] } = paneOf({ ...scene, width: box.width }, observation, box);
  const place = <T extends { readonly x: number; readonly y: number }>(one: T): T => ({
    ...one,
    x: one.x + box.x,
    y: one.y + box.y,
  });
  return { lines: lines.slice(0, box.height), hits: hits.map(place), charts: charts.map(place) };
}

function isChart(kind: PaneBox['kind']): kind is ChartBox['metric'] {
  return !(kind === 'requests' || kind === 'routes' || kind === 'sockets' || kind === 'events');
}

function paneOf(scene: Scene, observation: Observed, { kind, width, height }: PaneBox): Pane {
  const narrow = width < LIST_COLUMNS;
  switch (kind) {
    case 'requests':
      return (narrow ? requestsList : requestsTable)(scene, observation, height);
    case 'routes':
      return (narrow ? routesList : routesTable)(scene, height);
    case 'events':
      return (narrow ? eventsList : eventsTable)(scene, observation, height);
    default:
      return socketsPane(scene, observation, height);
  }
}

function chartPane(scene: Scene, metric: ChartBox['metric'], { x, y, width, height }: PaneBox): Pane {
  const axis = height >= LINES_WITH_AXIS;
  const plot = Math.max(0, height - (axis ? 2 : 1));
  const box: ChartBox = { metric, x: 0, y: 0, width, height, plot, axis, marks: axis ? 'axis' : 'none' };
  const { lines, hits, areas } = drawBoxes({ ...scene, width }, [box], { x, y, height });
  return { lines, hits, charts: areas };
}

const LINES_WITH_AXIS = 6;

/** The fullest queue as a chart below them. */
function socketsPane(scene: Scene, observation: Observed, height: number): Pane {
  const rows = rowsFor(observation, 'sockets', { ...INITIAL_TABLE, sortField: 'full_ratio' });
  const table = socketsTable(scene, rows, height);
  const [fullest] = rows;
  const y = 2 + rows.length;
  const room = height - y;
  if (fullest?.kind !== 'socket' || room < LEAST_QUEUE_CHART_LINES) return table;
  const { lines, area } = drawQueueChart(scene, fullest.entry, { width: scene.width, height: room });
  return {
    ...table,
    lines: [...table.lines.slice(0, y), ...lines],
    charts: area === null ? [] : [{ ...area, y: area.y + y }],
  };
}
