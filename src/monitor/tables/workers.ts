/** The table of workers. Its rows are of two kinds, workers and their cores, shown flat, by core or as a tree. */
import type { Field } from '../fields/field.js';
import type { ColumnEntry } from './column-entry.js';
import type { CoreRow, Row, WorkerRow } from './row.js';
import { type Table, words } from './table.js';
import { WORKER_FIELDS } from './worker-fields.js';

export type WorkerMode = 'flat' | 'cores' | 'tree';

export const WORKER_COLUMNS: Readonly<Record<WorkerMode, readonly ColumnEntry[]>> = {
  flat: [
    ['slot', 'WID', [3, 3, 3], 'right', 0],
    ['pid', 'PID', [6, 6, 6], 'right', 12],
    ['state', 'ST', [6, 6, 6], 'left', 1],
    ['in_flight', 'IN', [3, 3, 5], 'right', 13],
    ['busy_ratio', 'BUSY%', [9, 12, 16], 'left', 4],
    ['rps', 'RPS', [4, 5, 5], 'right', 5],
    ['latency_seconds', 'LAT', [5, 6, 6], 'right', 6],
    ['longest_seconds', 'MAX', [5, 5, 5], 'right', 15],
    ['age_seconds', 'AGE', [4, 5, 5], 'right', 3],
    ['requests_total', 'REQ', [5, 6, 6], 'right', 7],
    ['requests_since_spawn', 'ΔREQ', [6, 6, 6], 'right', 16],
    ['exceptions_total', 'EXC', [3, 3, 3], 'right', 9],
    ['write_errors_total', 'WERR', [4, 4, 4], 'right', 19, 'WE', 1],
    ['signals_total', 'SIG', [3, 3, 3], 'right', 20, 'SG', 1],
    ['harakiri_total', 'HK', [2, 3, 2], 'right', 8],
    ['respawns', 'RSP', [3, 3, 3], 'right', 17],
    ['rss_bytes', 'RSS', [4, 5, 5], 'right', 10],
    ['rss_bytes_per_hour', '+/h', [4, 5, 5], 'right', 11],
    ['tx_bytes_per_second', 'TX/s', [5, 5, 5], 'right', 18, 'TX', 1],
    ['uptime_seconds', 'UP', [5, 5, 5], 'right', 14],
    ['busy_5m_ratio', 'TREND 5m', [12, 12, 12], 'left', 21, 'TREND', 1],
    ['now', 'NOW', [12, 12, 12], 'left', 2],
  ],
  cores: [
    ['slot', 'W.C', [6, 6, 6], 'right', 0],
    ['pid', 'PID', [6, 6, 6], 'right', 9],
    ['state', 'ST', [6, 6, 6], 'left', 1],
    ['busy_ratio', 'BUSY%', [9, 12, 16], 'left', 4],
    ['rps', 'RPS', [4, 5, 5], 'right', 5],
    ['age_seconds', 'AGE', [4, 5, 5], 'right', 3],
    ['requests_total', 'REQ', [5, 6, 6], 'right', 6],
    ['static_total', 'STA', [4, 5, 5], 'right', 12],
    ['routed_total', 'RTD', [4, 5, 5], 'right', 13, 'RTD', 1],
    ['offloaded_total', 'OFF', [4, 5, 5], 'right', 14, 'OFF', 1],
    ['write_errors_total', 'WERR', [4, 4, 4], 'right', 7],
    ['read_errors_total', 'RERR', [4, 4, 4], 'right', 8],
    ['client', 'CLIENT', [15, 15, 15], 'left', 10, 'CLIENT', 1],
    ['host', 'HOST', [16, 20, 24], 'left', 11, 'HOST', 1],
    ['now', 'NOW', [12, 12, 12], 'left', 2],
  ],
  tree: [
    ['slot', 'WID', [9, 9, 9], 'left', 0],
    ['pid', 'PID', [6, 6, 6], 'right', 11],
    ['state', 'ST', [5, 6, 6], 'left', 1],
    ['in_flight', 'IN', [3, 3, 3], 'right', 15, 'IN', 1],
    ['busy_ratio', 'BUSY%', [9, 12, 16], 'left', 4],
    ['rps', 'RPS', [4, 5, 5], 'right', 5],
    ['latency_seconds', 'LAT', [5, 6, 6], 'right', 6],
    ['longest_seconds', 'MAX', [5, 5, 5], 'right', 18, 'MAX', 1],
    ['age_seconds', 'AGE', [4, 5, 5], 'right', 3],
    ['requests_total', 'REQ', [6, 6, 6], 'right', 7],
    ['static_total', 'STA', [4, 4, 4], 'right', 10],
    ['exceptions_total', 'EXC', [3, 3, 3], 'right', 13, 'EX', 1],
    ['write_errors_total', 'WERR', [4, 4, 4], 'right', 8],
    ['read_errors_total', 'RERR', [4, 4, 4], 'right', 9],
    ['harakiri_total', 'HK', [3, 3, 2], 'right', 12, 'HK', 1],
    ['respawns', 'RSP', [3, 3, 3], 'right', 16, 'RSP', 1],
    ['rss_bytes', 'RSS', [5, 5, 5], 'right', 14, 'RSS', 1],
    ['uptime_seconds', 'UP', [5, 5, 5], 'right', 17, 'UP', 1],
    ['busy_5m_ratio', 'TREND 5m', [12, 12, 12], 'left', 19, 'TREND', 1],
    ['now', 'NOW', [8, 12, 12], 'left', 2],
  ],
};

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
