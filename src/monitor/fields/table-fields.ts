import type { Field } from './field.js';
import { NODE_FIELDS } from './node-fields.js';
import { PEER_FIELDS } from './peer-fields.js';
import type { CoreRow, NodeRow, PeerRow, Row, VassalRow, WorkerRow } from './row.js';
import { VASSAL_FIELDS } from './vassal-fields.js';
import { WORKER_FIELDS } from './worker-fields.js';

/** What the main table lists; follows from the document that the server sends. */
export type TableKind = 'workers' | 'vassals' | 'nodes' | 'peers';

/** The dictionaries of the main table's rows, each widened to take any row: one of another kind has no value. */
export const TABLE_FIELDS: Readonly<Record<TableKind, readonly Field<Row>[]>> = {
  workers: WORKER_FIELDS.map((field) => widened(field, isWorkerOrCore)),
  vassals: VASSAL_FIELDS.map((field) => widened(field, (row): row is VassalRow => row.kind === 'vassal')),
  nodes: NODE_FIELDS.map((field) => widened(field, (row): row is NodeRow => row.kind === 'node')),
  peers: PEER_FIELDS.map((field) => widened(field, (row): row is PeerRow => row.kind === 'peer')),
};

function isWorkerOrCore(row: Row): row is WorkerRow | CoreRow {
  return row.kind === 'worker' || row.kind === 'core';
}

function widened<R extends Row>(field: Field<R>, accepts: (row: Row) => row is R): Field<Row> {
  return { ...field, value: (row) => (accepts(row) ? field.value(row) : null) };
}
