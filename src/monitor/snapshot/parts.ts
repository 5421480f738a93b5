import { APP_FIELDS } from '../fields/app-fields.js';
import { CACHE_FIELDS } from '../fields/cache-fields.js';
import { CRON_FIELDS } from '../fields/cron-fields.js';
import { DAEMON_FIELDS } from '../fields/daemon-fields.js';
import { EVENT_FIELDS } from '../fields/event-fields.js';
import type { Field, FieldValue } from '../fields/field.js';
import { KEY_FIELDS } from '../fields/key-fields.js';
import { LEGION_FIELDS } from '../fields/legion-fields.js';
import { LOCK_FIELDS } from '../fields/lock-fields.js';
import { METRIC_FIELDS } from '../fields/metric-fields.js';
import { NODE_FIELDS } from '../fields/node-fields.js';
import { OVERVIEW_FIELDS } from '../fields/overview-fields.js';
import { PEER_FIELDS } from '../fields/peer-fields.js';
import { REQUEST_FIELDS } from '../fields/request-fields.js';
import { ROUTE_FIELDS } from '../fields/route-fields.js';
import type { CoreRow, WorkerRow } from '../fields/row.js';
import { SOCKET_FIELDS } from '../fields/socket-fields.js';
import { SPOOLER_FIELDS } from '../fields/spooler-fields.js';
import { VASSAL_FIELDS } from '../fields/vassal-fields.js';
import { WORKER_FIELDS } from '../fields/worker-fields.js';
import { routeShares } from '../metrics/routes/routes.js';
import type { RequestSample, SampleBody, WorkerSample, WorkersBody } from '../metrics/sample/sample.js';
import type { Secrets } from '../text/redact.js';
import { arrangeRows } from './arrange-rows.js';
import { blockOf, keysOf } from './block-parts.js';
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
  /** What the row is, for formats that write more of it than cells. */
  readonly subject: WorkerRow | CoreRow | RequestSample | null;
}

export interface PartOptions extends Secrets {
  /** Names of the fields that a view shows unless others were asked for. */
  readonly defaultFields: (view: TableView) => readonly string[];
}

/** The given views of a reading; one that its document does not have is left out. */
export function partsOf(
  snapshot: Snapshot,
  views: readonly TableView[],
  options: PartOptions,
): readonly Part[] {
  return views.map((view) => MAKE[view]({ ...options, snapshot, view })).filter((part) => part !== null);
}

export function workerRowsOf(body: WorkersBody): readonly WorkerRow[] {
  return body.workers.map((worker) => ({ kind: 'worker', key: `w${worker.slot}`, worker }));
}

export function coreRowsOf(worker: WorkerSample): readonly CoreRow[] {
  return worker.cores.map((core) => ({ kind: 'core', key: `w${worker.slot}.${core.id}`, worker, core }));
}

interface Context extends PartOptions {
  readonly snapshot: Snapshot;
  readonly view: TableView;
}

const MAKE: Readonly<Record<TableView, (context: Context) => Part | null>> = {
  overview: (context) => {
    const { sample, verdict } = context.snapshot.observation;
    return ofWorkers(context, (body) => part(context, OVERVIEW_FIELDS, [{ sample, body, verdict }]));
  },
  workers: (context) => ofWorkers(context, (body) => workersPart(context, body)),
  cores: (context) =>
    ofWorkers(context, (body) => part(context, CORE_FIELDS, body.workers.flatMap(coreRowsOf), itself)),
  requests: (context) =>
    ofWorkers(context, (body) =>
      part(context, [...REQUEST_FIELDS, environField(context)], body.requests, itself),
    ),
  routes: (context) => {
    const { routes } = context.snapshot.observation;
    return routes === null ? null : part(context, ROUTE_FIELDS, routeShares(routes, 'route'));
  },
  sockets: (context) => ofWorkers(context, (body) => part(context, SOCKET_FIELDS, body.sockets)),
  apps: (context) => ofWorkers(context, (body) => part(context, APP_FIELDS, body.apps)),
  caches: (context) => blockPart(context, CACHE_FIELDS, blockOf(bodyOf(context), 'caches')),
  spoolers: (context) => blockPart(context, SPOOLER_FIELDS, blockOf(bodyOf(context), 'spoolers')),
  crons: (context) => blockPart(context, CRON_FIELDS, blockOf(bodyOf(context), 'crons')),
  daemons: (context) => blockPart(context, DAEMON_FIELDS, blockOf(bodyOf(context), 'daemons')),
  metrics: (context) => blockPart(context, METRIC_FIELDS, blockOf(bodyOf(context), 'metrics')),
  legions: (context) => blockPart(context, LEGION_FIELDS, blockOf(bodyOf(context), 'legions')),
  locks: (context) => blockPart(context, LOCK_FIELDS, blockOf(bodyOf(context), 'locks')),
  keys: (context) => blockPart(context, KEY_FIELDS, keysOf(bodyOf(context))),
  events: (context) => {
    const { events, sample } = context.snapshot.observation;
    const entries = events.map((event) => ({ event, nowMs: sample.timeMs }));
    return part(context, EVENT_FIELDS, entries);
  },
  vassals: (context) => {
    const { body } = context.snapshot.observation.sample;
    if (body.kind !== 'emperor') return null;
    return part(
      context,
      VASSAL_FIELDS,
      body.vassals.map((vassal) => ({ kind: 'vassal', key: vassal.name, vassal })),
    );
  },
  nodes: (context) => {
    const { body } = context.snapshot.observation.sample;
    if (body.kind !== 'router') return null;
    return part(
      context,
      NODE_FIELDS,
      body.router.nodes.map((node) => ({ kind: 'node', key: node.name, node })),
    );
  },
  peers: (context) => {
    const { body } = context.snapshot.observation.sample;
    if (body.kind !== 'tuntap') return null;
    return part(
      context,
      PEER_FIELDS,
      body.peers.map((peer) => ({ kind: 'peer', key: peer.address, peer })),
    );
  },
};

function blockPart<T>(
  context: Context,
  fields: readonly Field<T>[],
  entries: readonly T[] | null,
): Part | null {
  return entries === null ? null : part(context, fields, entries);
}

function bodyOf({ snapshot }: Context): SampleBody {
  return snapshot.observation.sample.body;
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
