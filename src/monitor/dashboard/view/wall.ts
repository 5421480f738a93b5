/*
 * The lower half of the wall: what is in flight and who took the time, the queues and what happened last. Views in
 * small, drawn as those are; a click opens the view, on a row with that row selected.
 */

import type { Observed } from '../../metrics/observation.js';
import type { Row } from '../../tables/row.js';
import { formatCount } from '../../text/format.js';
import type { Hit, Line } from '../drawing/frame.js';
import { EMPTY_LINE, ruleLine } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { halves, type Part, sideBySide } from '../drawing/side-by-side.js';
import type { Layout } from '../layout/layout.js';
import { INITIAL_TABLE } from '../model/initial-model.js';
import type { Model } from '../model/model.js';
import type { TableState } from '../model/table-state.js';
import { routesPanel } from '../requests/routes-panel.js';
import { drawQueueChart, LEAST_QUEUE_CHART_LINES } from '../sockets/queue-chart.js';
import { emptyLines } from '../table/empty.js';
import { newestEventRows, oldestRequestRows, rowsFor } from '../table/rows.js';
import { tableBodyLines, tableColumns, tableHeadLine } from '../table/table.js';

export function drawWall(scene: Scene, layout: Layout): Part {
  const { requestsAndRoutes, socketsAndEvents } = layout;
  const upper = requestsAndRoutes.height;
  const lower = socketsAndEvents.height;
  const { observation, width } = scene;
  if (upper + lower === 0) return { lines: [], hits: [], charts: [] };
  if (observation === null)
    return { lines: new Array<Line>(upper + lower).fill(EMPTY_LINE), hits: [], charts: [] };
  const { left, right } = halves(width);
  const { frame } = scene.glyphs;
  const above = sideBySide(
    [requestsPart(scene, observation, left, upper), routesPart(scene, right, upper)],
    { width, height: upper },
    frame,
    false,
  );
  const below = sideBySide(
    [socketsPart(scene, observation, left, lower), eventsPart(scene, observation, right, lower)],
    { width, height: lower },
    frame,
    true,
  );
  return {
    lines: [...above.lines, ...below.lines],
    hits: [...movedDown(above.hits, requestsAndRoutes.y), ...movedDown(below.hits, socketsAndEvents.y)],
    charts: [...movedDown(above.charts, requestsAndRoutes.y), ...movedDown(below.charts, socketsAndEvents.y)],
  };
}

const MOST_CHART_LINES = 12;

type SmallView = 'requests' | 'sockets' | 'events';

interface SmallTable {
  readonly view: SmallView;
  readonly title: string;
  readonly note: string;
  readonly sortField: TableState['sortField'];
  readonly rows: readonly Row[];
}

function requestsPart(scene: Scene, observation: Observed, width: number, height: number): Part {
  const { body } = observation.sample;
  const rows = oldestRequestRows(observation, height - 2);
  const count = body.kind === 'workers' ? body.workers.requests.length : 0;
  const note =
    count > rows.length ? `the oldest ${rows.length} of ${formatCount(count)}` : `${rows.length} now`;
  const table = { view: 'requests', title: 'in flight', note, sortField: 'age_seconds', rows } as const;
  return tablePart(scene, table, width, height);
}

function socketsPart(scene: Scene, observation: Observed, width: number, height: number): Part {
  const sortField = 'full_ratio';
  const rows = rowsFor(observation, 'sockets', { ...INITIAL_TABLE, sortField });
  const table = tablePart(
    scene,
    { view: 'sockets', title: 'sockets', note: '', sortField, rows },
    width,
    height,
  );
  const [fullest] = rows;
  const y = 2 + rows.length;
  const room = Math.min(MOST_CHART_LINES, height - y);
  if (fullest?.kind !== 'socket' || room < LEAST_QUEUE_CHART_LINES) return table;
  const { lines, area } = drawQueueChart({ ...scene, width }, fullest.entry, { width, height: room });
  return {
    ...table,
    lines: [...table.lines.slice(0, y), ...lines],
    charts: area === null ? [] : [{ ...area, y: area.y + y }],
  };
}

function eventsPart(scene: Scene, observation: Observed, width: number, height: number): Part {
  const rows = newestEventRows(observation, height - 2);
  const note = `${formatCount(observation.events.length)} since attach`;
  return tablePart(
    scene,
    { view: 'events', title: 'events', note, sortField: 'begin_at', rows },
    width,
    height,
  );
}

function tablePart(scene: Scene, table: SmallTable, width: number, height: number): Part {
  const { view, title, note, rows, sortField } = table;
  const own: Scene = { ...scene, width, model: smallModel(scene.model, { view, rows, sortField }) };
  const room = Math.max(0, height - 2);
  const places = tableColumns(own);
  const body = rows.length === 0 ? emptyLines(own, room) : tableBodyLines(own, places, room);
  const lines = [ruleLine(scene, title, note, width), tableHeadLine(own, places), ...body];
  return { lines: lines.slice(0, height), hits: viewHits(table, width, height), charts: [] };
}

function smallModel(
  model: Model,
  { view, rows, sortField }: Pick<SmallTable, 'view' | 'rows' | 'sortField'>,
): Model {
  return { ...model, view, rows, table: { ...INITIAL_TABLE, sortField } };
}

function routesPart(scene: Scene, width: number, height: number): Part {
  const { settings } = scene.model;
  const requestGroup = settings.requestGroup === 'none' ? 'route' : settings.requestGroup;
  const model: Model = { ...scene.model, settings: { ...settings, requestGroup } };
  const rule: Hit = { x: 0, y: 0, width, height: 1, target: { kind: 'action', action: 'group' } };
  const rest: Hit = { x: 0, y: 1, width, height: height - 1, target: { kind: 'view', view: 'requests' } };
  return { lines: routesPanel({ ...scene, width, model }, height), hits: [rule, rest], charts: [] };
}

function viewHits({ view, rows }: SmallTable, width: number, height: number): readonly Hit[] {
  const all: Hit = { x: 0, y: 0, width, height, target: { kind: 'view', view } };
  const single = rows.slice(0, Math.max(0, height - 2)).map(
    ({ key }, index): Hit => ({
      x: 0,
      y: index + 2,
      width,
      height: 1,
      target: { kind: 'view', view, key },
    }),
  );
  return [all, ...single];
}

function movedDown<T extends { readonly y: number }>(placed: readonly T[], by: number): readonly T[] {
  return placed.map((one) => ({ ...one, y: one.y + by }));
}
