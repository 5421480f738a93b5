import type { RequestSample, SocketSample } from '../metrics/sample/sample.js';
import { APP_FIELDS } from './app-fields.js';
import { CACHE_FIELDS } from './cache-fields.js';
import { CRON_FIELDS } from './cron-fields.js';
import { DAEMON_FIELDS } from './daemon-fields.js';
import { EVENT_FIELDS, type EventEntry } from './event-fields.js';
import type { Field } from './field.js';
import { KEY_FIELDS } from './key-fields.js';
import { LEGION_FIELDS } from './legion-fields.js';
import { LOCK_FIELDS } from './lock-fields.js';
import { METRIC_FIELDS } from './metric-fields.js';
import { NODE_FIELDS } from './node-fields.js';
import { PEER_FIELDS } from './peer-fields.js';
import { REQUEST_FIELDS } from './request-fields.js';
import type {
  CoreRow,
  Entries,
  EntryRowOf,
  EventRow,
  NodeRow,
  PeerRow,
  RequestRow,
  Row,
  SocketRow,
  VassalRow,
  WorkerRow,
} from './row.js';
import { SOCKET_FIELDS } from './socket-fields.js';
import { SPOOLER_FIELDS } from './spooler-fields.js';
import { VASSAL_FIELDS } from './vassal-fields.js';
import { WORKER_FIELDS } from './worker-fields.js';

/** What a table of the screen lists: one of the first four by the document that the server sends, or a view of workers. */
export type TableKind =
  | 'workers'
  | 'vassals'
  | 'nodes'
  | 'peers'
  | 'requests'
  | 'sockets'
  | 'events'
  | MoreSection;

/** What the document holds beside its main table: a table each, of those that are there. */
export type MoreSection =
  | 'caches'
  | 'spoolers'
  | 'crons'
  | 'daemons'
  | 'apps'
  | 'metrics'
  | 'legions'
  | 'locks'
  | 'keys';

/** The dictionaries of the main table's rows, each widened to take any row: one of another kind has no value. */
export const TABLE_FIELDS: Readonly<Record<TableKind, readonly Field<Row>[]>> = {
  workers: WORKER_FIELDS.map((field) => widened(field, isWorkerOrCore)),
  vassals: VASSAL_FIELDS.map((field) => widened(field, (row): row is VassalRow => row.kind === 'vassal')),
  nodes: NODE_FIELDS.map((field) => widened(field, (row): row is NodeRow => row.kind === 'node')),
  peers: PEER_FIELDS.map((field) => widened(field, (row): row is PeerRow => row.kind === 'peer')),
  requests: REQUEST_FIELDS.map((field) =>
    widened(ofRequestRow(field), (row): row is RequestRow => row.kind === 'request'),
  ),
  sockets: SOCKET_FIELDS.map((field) =>
    widened(ofSocketRow(field), (row): row is SocketRow => row.kind === 'socket'),
  ),
  events: EVENT_FIELDS.map((field) =>
    widened(ofEventRow(field), (row): row is EventRow => row.kind === 'event'),
  ),
  caches: ofEntries('cache', CACHE_FIELDS),
  spoolers: ofEntries('spooler', SPOOLER_FIELDS),
  crons: ofEntries('cron', CRON_FIELDS),
  daemons: ofEntries('daemon', DAEMON_FIELDS),
  apps: ofEntries('app', APP_FIELDS),
  metrics: ofEntries('metric', METRIC_FIELDS),
  legions: ofEntries('legion', LEGION_FIELDS),
  locks: ofEntries('lock', LOCK_FIELDS),
  keys: ofEntries('key', KEY_FIELDS),
};

function ofEntries<K extends keyof Entries>(
  kind: K,
  fields: readonly Field<Entries[K]>[],
): readonly Field<Row>[] {
  return fields.map((field) => ({
    ...field,
    value: (row) => (isEntryOf(row, kind) ? field.value(row.entry) : null),
  }));
}

function isEntryOf<K extends keyof Entries>(row: Row, kind: K): row is Row & EntryRowOf<K> {
  return row.kind === kind;
}

function ofRequestRow(field: Field<RequestSample>): Field<RequestRow> {
  return { ...field, value: ({ request }) => field.value(request) };
}

function ofSocketRow(field: Field<SocketSample>): Field<SocketRow> {
  return { ...field, value: ({ socket }) => field.value(socket) };
}

function ofEventRow(field: Field<EventEntry>): Field<EventRow> {
  return { ...field, value: ({ entry }) => field.value(entry) };
}

function isWorkerOrCore(row: Row): row is WorkerRow | CoreRow {
  return row.kind === 'worker' || row.kind === 'core';
}

function widened<R extends Row>(field: Field<R>, accepts: (row: Row) => row is R): Field<Row> {
  return { ...field, value: (row) => (accepts(row) ? field.value(row) : null) };
}
