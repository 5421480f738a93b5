/* Panes that are wide enough for the columns of the view that they show in small. */
import type { Observed } from '../../metrics/observation.js';
import type { Row } from '../../tables/row.js';
import { formatCount } from '../../text/format.js';
import type { Hit, Line } from '../drawing/frame.js';
import { ruleLine } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { INITIAL_TABLE } from '../model/initial-model.js';
import type { Model } from '../model/model.js';
import type { TableState } from '../model/table-state.js';
import { routesPanel } from '../requests/routes-panel.js';
import { emptyLines } from '../table/empty.js';
import { newestEventRows, oldestRequestRows } from '../table/rows.js';
import { tableBodyLines, tableColumns, tableHeadLine } from '../table/table.js';

/** Everything counts from the corner of the pane; `scene.width` is its width. */
export interface SmallPart {
  readonly lines: readonly Line[];
  readonly hits: readonly Hit[];
}

type SmallView = 'requests' | 'sockets' | 'events';

interface SmallTable {
  readonly view: SmallView;
  readonly title: string;
  readonly note: string;
  readonly sortField: TableState['sortField'];
  readonly rows: readonly Row[];
}

export function requestsTable(scene: Scene, observation: Observed, height: number): SmallPart {
  const rows = oldestRequestRows(observation, height - 2);
  const note = requestsNote(observation, rows.length);
  const table = { view: 'requests', title: 'in flight', note, sortField: 'age_seconds', rows } as const;
  return tablePart(scene, table, height);
}

/** Number of rows, and whether all of them are shown. */
export function requestsNote({ sample: { body } }: Observed, shown: number): string {
  const count = body.kind === 'workers' ? body.workers.requests.length : 0;
  return count > shown ? `the oldest ${shown} of ${formatCount(count)}` : `${shown} now`;
}

export function socketsTable(scene: Scene, rows: readonly Row[], height: number): SmallPart {
  return tablePart(
    scene,
    { view: 'sockets', title: 'sockets', note: '', sortField: 'full_ratio', rows },
    height,
  );
}

export function eventsTable(scene: Scene, observation: Observed, height: number): SmallPart {
  const rows = newestEventRows(observation, height - 2);
  const note = eventsNote(observation);
  return tablePart(scene, { view: 'events', title: 'events', note, sortField: 'begin_at', rows }, height);
}

export function eventsNote({ events }: Observed): string {
  return `${formatCount(events.length)} since attach`;
}

function tablePart(scene: Scene, table: SmallTable, height: number): SmallPart {
  const { title, note, rows } = table;
  const own: Scene = { ...scene, model: smallModel(scene.model, table) };
  const room = Math.max(0, height - 2);
  const places = tableColumns(own);
  const body = rows.length === 0 ? emptyLines(own, room) : tableBodyLines(own, places, room);
  const lines = [ruleLine(scene, title, note, scene.width), tableHeadLine(own, places), ...body];
  return { lines: lines.slice(0, height), hits: viewHits(scene, table, { height, first: 2 }) };
}

function smallModel(model: Model, { view, rows, sortField }: SmallTable): Model {
  return { ...model, view, rows, table: { ...INITIAL_TABLE, sortField } };
}

export function routesTable(scene: Scene, height: number): SmallPart {
  const { settings } = scene.model;
  const requestGroup = settings.requestGroup === 'none' ? 'route' : settings.requestGroup;
  const model: Model = { ...scene.model, settings: { ...settings, requestGroup } };
  return { lines: routesPanel({ ...scene, model }, height), hits: routesHits(scene, height) };
}

/** The rule turns to the next grouping, the rest opens the requests. */
export function routesHits({ width }: Scene, height: number): readonly Hit[] {
  const rule: Hit = { x: 0, y: 0, width, height: 1, target: { kind: 'action', action: 'group' } };
  const rest: Hit = { x: 0, y: 1, width, height: height - 1, target: { kind: 'view', view: 'requests' } };
  return [rule, rest];
}

/** `first`: the line of the first row. */
export function viewHits(
  { width }: Scene,
  { view, rows }: Pick<SmallTable, 'view' | 'rows'>,
  { height, first }: { readonly height: number; readonly first: number },
): readonly Hit[] {
  const all: Hit = { x: 0, y: 0, width, height, target: { kind: 'view', view } };
  const single = rows.slice(0, Math.max(0, height - first)).map(
    ({ key }, index): Hit => ({
      x: 0,
      y: index + first,
      width,
      height: 1,
      target: { kind: 'view', view, key },
    }),
  );
  return [all, ...single];
}
