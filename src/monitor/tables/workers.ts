/** The table of workers. Its rows are of two kinds, workers and their cores, shown flat, by core or as a tree. */
import type { Field } from '../fields/field.js';
import type { CoreRow, Row, WorkerRow } from './row.js';
import { type Table, words } from './table.js';
import { WORKER_FIELDS } from './worker-fields.js';

export const WORKERS: Pick<Table, 'fields' | 'firstSort' | 'quickSorts' | 'empty' | 'snapshotFields'> = {
  fields: WORKER_FIELDS.map(ofAnyRow),
  firstSort: ['age_seconds', true],
  quickSorts: {
    busy: 'busy_ratio',
    memory: 'rss_bytes',
    age: 'age_seconds',
    id: 'slot',
    rps: 'rps',
    errors: 'exceptions_total',
  },
  snapshotFields: words(
    'slot pid state busy_ratio rps latency_seconds age_seconds requests_total exceptions_total harakiri_total',
    'respawns rss_bytes now',
  ),
  empty: 'The server has no workers',
};

function ofAnyRow(field: Field<WorkerRow | CoreRow>): Field<Row> {
  return { ...field, value: (row) => (isWorkerOrCore(row) ? field.value(row) : null) };
}

function isWorkerOrCore(row: Row): row is WorkerRow | CoreRow {
  return row.kind === 'worker' || row.kind === 'core';
}
