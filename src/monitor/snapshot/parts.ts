import type { Field, FieldValue } from '../fields/field.js';
import { OVERVIEW_FIELDS } from '../fields/overview-fields.js';
import { ROUTE_FIELDS } from '../fields/route-fields.js';
import { routeShares } from '../metrics/routes/routes.js';
import type { RequestSample, WorkerSample, WorkersBody } from '../metrics/sample/sample.js';
import { titled } from '../tables/column-entry.js';
import { REQUEST_FIELDS } from '../tables/requests.js';
import type { CoreRow, Row, WorkerRow } from '../tables/row.js';
import type { Table } from '../tables/table.js';
import { type EntryTable, isEntryTable, TABLES } from '../tables/tables.js';
import { WORKER_FIELDS } from '../tables/worker-fields.js';
import type { Secrets } from '../text/redact.js';
import { arrangeRows } from './arrange-rows.js';
import { chooseFields } from './choose-fields.js';
import { CORE_FIELDS } from './core-fields.js';
import { ENVIRON, type FieldHead, TIME } from './dictionary.js';
import { environOf } from './environ.js';
import type { Snapshot } from './snapshot.js';
import type { TableView } from './views.js';

/** One table of a snapshot: rows filtered, sorted and cut, fields chosen, values not yet text. */
export interface Part {
  readonly view: TableView;
  readonly fields: readonly FieldHead[];
  readonly rows: readonly PartRow[];
}

export interface PartRow {
  /** One for each field. */
  readonly cells: readonly FieldValue[];
  /** The entry behind the row, for formats that write more of it than cells. */
  readonly subject: WorkerRow | CoreRow | RequestSample | null;
}

interface PartOptions extends Secrets {
  /** Names of the fields that a view shows unless others were asked for. */
  readonly defaultFields: (view: TableView) => readonly string[];
}

/** The given views of a reading; one that its document does not have is left out. */
export function partsOf(
  snapshot: Snapshot,
  views: readonly TableView[],
  options: PartOptions,
): readonly Part[] {
  return views.map((view) => partOf({ ...options, snapshot, view })).filter((part) => part !== null);
}

function workerRowsOf(body: WorkersBody): readonly WorkerRow[] {
  return body.workers.map((worker) => ({ kind: 'worker', key: `w${worker.slot}`, worker }));
}

export function coreRowsOf(worker: WorkerSample): readonly CoreRow[] {
  return worker.cores.map((core) => ({ kind: 'core', key: `w${worker.slot}.${core.id}`, worker, core }));
}

function partOf(context: Context): Part | null {
  const { view } = context;
  const make = MAKE[view];
  if (make !== undefined) return make(context);
  return isEntryTable(view) ? entryPart(context, view) : null;
}

interface Context extends PartOptions {
  readonly snapshot: Snapshot;
  readonly view: TableView;
}

const TITLED_REQUEST_FIELDS = titled(REQUEST_FIELDS, TABLES.requests.columns);

/** Parts that only snapshots have, or that are not written entry by entry. */
const MAKE: Readonly<Partial<Record<TableView, (context: Context) => Part | null>>> = {
  overview: (context) => {
    const { sample, verdict } = context.snapshot.observation;
    return ofWorkers(context, (body) => part(context, OVERVIEW_FIELDS, [{ sample, body, verdict }]));
  },
  workers: (context) => ofWorkers(context, (body) => workersPart(context, body)),
  cores: (context) =>
    ofWorkers(context, (body) => part(context, CORE_FIELDS, body.workers.flatMap(coreRowsOf), itself)),
  requests: (context) =>
    ofWorkers(context, (body) =>
      part(context, [...TITLED_REQUEST_FIELDS, environField(context)], body.requests, itself),
    ),
  routes: (context) => {
    const { routes } = context.snapshot.observation;
    return routes === null ? null : part(context, ROUTE_FIELDS, routeShares(routes, 'route'));
  },
};

/** The tables that are listed entry by entry. */
function entryPart(context: Context, kind: EntryTable): Part | null {
  const { fields, rows }: Table = TABLES[kind];
  const all = rows(context.snapshot.observation);
  return all === null ? null : part<Row>(context, fields, all);
}

function ofWorkers(context: Context, make: (body: WorkersBody) => Part): Part | null {
  const { body } = context.snapshot.observation.sample;
  return body.kind === 'workers' ? make(body.workers) : null;
}

/** In a tree, cores stand below their worker; the filter and the order are the workers'. */
function workersPart(context: Context, body: WorkersBody): Part {
  const fields = withTime(context, WORKER_FIELDS);
  const workers = arrangeRows<WorkerRow>(workerRowsOf(body), fields, context.snapshot.selection);
  const rows = context.snapshot.selection.tree
    ? workers.flatMap((row): (WorkerRow | CoreRow)[] => [row, ...coreRowsOf(row.worker)])
    : workers;
  return written<WorkerRow | CoreRow>(context, fields, rows, itself);
}

function part<T>(
  context: Context,
  fields: readonly Field<T>[],
  rows: readonly T[],
  subject: (row: T) => PartRow['subject'] = () => null,
): Part {
  const offered = withTime(context, fields);
  return written(context, offered, arrangeRows(rows, offered, context.snapshot.selection), subject);
}

function written<T>(
  context: Context,
  fields: readonly Field<T>[],
  rows: readonly T[],
  subject: (row: T) => PartRow['subject'],
): Part {
  const { view, snapshot, defaultFields } = context;
  const chosen = chooseFields(fields, snapshot.selection.fields, defaultFields(view));
  const cells = (row: T) => chosen.map((field) => field.value(row));
  return { view, fields: chosen, rows: rows.map((row) => ({ cells: cells(row), subject: subject(row) })) };
}

/** The time of the reading belongs to every row; an overview has it among its own. */
function withTime<T>({ view, snapshot }: Context, fields: readonly Field<T>[]): readonly Field<T>[] {
  const { timeMs } = snapshot.observation.sample;
  return view === 'overview' ? fields : [{ ...TIME, value: () => timeMs }, ...fields];
}

function environField(secrets: Secrets): Field<RequestSample> {
  return { ...ENVIRON, value: (request) => JSON.stringify(environOf(request, secrets)) };
}

function itself<T>(row: T): T {
  return row;
}
