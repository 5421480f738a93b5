/**
 * How the main table stands in a terminal: which columns there are, how wide they are in narrow, medium and wide
 * terminals, and which go first when there is no room. `visible-columns.ts` does the arithmetic.
 *
 * Every line begins with one cell for the row mark; columns are one blank apart.
 */
import type { ColumnEntry } from './column-entry.js';
import type { Field } from './field.js';
import { fieldNamed } from './field-lookup.js';
import { MORE_COLUMNS } from './more-columns.js';
import type { Row } from './row.js';
import { TABLE_FIELDS, type TableKind } from './table-fields.js';

export type { TableKind } from './table-fields.js';

import type { WidthTier } from './column-entry.js';

export interface Column {
  readonly field: Field<Row>;
  readonly title: string;
  /** For widths that the title does not fit. */
  readonly shortTitle: string;
  /** Cells wanted in a narrow, medium and wide terminal; for the column that stretches, the least that it takes. */
  readonly widths: readonly [narrow: number, medium: number, wide: number];
  readonly align: 'left' | 'right';
  /** Lower numbers stay longest as the terminal narrows; 0 always stays and does not scroll. */
  readonly priority: number;
  /** The first tier of terminal widths in which it shows. */
  readonly from: WidthTier;
  /** Takes what is left of the line; at most one for each table. */
  readonly stretch: boolean;
}

/** `mode` matters for workers only. */
export function columnsFor(kind: TableKind, mode: 'flat' | 'cores' | 'tree'): readonly Column[] {
  return kind === 'workers' ? WORKER_COLUMNS[mode] : OTHER_COLUMNS[kind];
}

const WORKER_COLUMNS: Readonly<Record<'flat' | 'cores' | 'tree', readonly Column[]>> = {
  flat: table('workers', [
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
  ]),
  cores: table('workers', [
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
  ]),
  tree: table('workers', [
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
  ]),
};

const OTHER_COLUMNS: Readonly<Record<Exclude<TableKind, 'workers'>, readonly Column[]>> = {
  vassals: table('vassals', [
    ['name', 'VASSAL', [20, 24, 30], 'left', 0],
    ['pid', 'PID', [7, 7, 7], 'right', 3],
    ['state', 'STATE', [11, 11, 11], 'left', 1],
    ['ready', 'READY', [6, 6, 6], 'left', 7],
    ['accepting', 'ACCEPT', [7, 7, 7], 'left', 6],
    ['loyal', 'LOYAL', [6, 6, 6], 'left', 8],
    ['uptime_seconds', 'UP', [5, 6, 6], 'right', 4],
    ['respawns', 'RESPAWNS', [4, 9, 9], 'right', 5, 'RSP'],
    ['throttle_seconds', 'THROTTLE', [9, 9, 9], 'right', 9, 'THROTTLE', 1],
    ['attempts', 'TRIES', [6, 6, 6], 'right', 10, 'TRIES', 1],
    ['uid', 'UID', [6, 6, 6], 'right', 11, 'UID', 1],
    ['note', 'NOTE', [26, 32, 36], 'left', 2],
  ]),
  nodes: table('nodes', [
    ['key', 'KEY', [18, 22, 28], 'left', 0],
    ['name', 'NODE', [21, 22, 24], 'left', 1],
    ['in_flight', 'IN', [4, 4, 4], 'right', 4],
    ['cores', 'CORES', [6, 6, 6], 'right', 10],
    ['rps', 'RPS', [5, 6, 6], 'right', 3],
    ['requests_total', 'REQ', [6, 6, 6], 'right', 8],
    ['tx_bytes_per_second', 'TX/s', [6, 6, 6], 'right', 9],
    ['rx_bytes_per_second', 'RX/s', [6, 6, 6], 'right', 11],
    ['load', 'LOAD', [5, 5, 5], 'right', 12, 'LOAD', 1],
    ['weight', 'WGHT', [5, 5, 6], 'right', 13, 'WGHT', 1],
    ['failures', 'FAIL', [5, 5, 5], 'right', 5],
    ['last_check_at', 'HEARD', [6, 6, 6], 'right', 6],
    ['marked', 'DEAD', [5, 5, 5], 'left', 7],
    ['note', 'NOTE', [12, 14, 20], 'left', 2],
  ]),
  requests: table('requests', [
    ['worker', 'W.C', [6, 6, 6], 'right', 0],
    ['age_seconds', 'AGE', [5, 5, 5], 'right', 1],
    ['method', 'METHOD', [6, 7, 7], 'left', 3],
    ['uri', 'URI', [24, 44, 72], 'left', 2],
    ['client', 'CLIENT', [14, 15, 15], 'left', 4],
    ['host', 'HOST', [16, 18, 24], 'left', 6, 'HOST', 1],
    ['pid', 'PID', [6, 7, 7], 'right', 7, 'PID', 2],
    ['user_agent', 'USER AGENT', [16, 16, 28], 'left', 8, 'AGENT', 2],
    ['app', 'APP', [6, 10, 12], 'left', 5],
  ]),
  sockets: table('sockets', [
    ['name', 'SOCKET', [24, 36, 48], 'left', 0],
    ['protocol', 'PROTO', [6, 8, 8], 'left', 5],
    ['queue', 'QUEUE/MAX', [9, 10, 10], 'right', 1],
    ['full_ratio', 'FULL', [14, 20, 24], 'left', 2],
    ['peak_queue', 'PEAK', [5, 6, 6], 'right', 4],
    ['full_for_seconds', 'FULL FOR', [8, 8, 8], 'right', 3],
    ['source', 'SOURCE', [6, 8, 8], 'left', 6],
  ]),
  events: table('events', [
    ['last_at', 'TIME', [8, 8, 8], 'right', 0],
    ['kind', 'EVENT', [13, 13, 13], 'left', 1],
    ['worker', 'WID', [4, 4, 4], 'left', 2],
    ['duration_seconds', 'FOR', [6, 6, 6], 'right', 4],
    ['count', 'TIMES', [5, 5, 5], 'right', 5],
    ['text', 'WHAT', [24, 44, 72], 'left', 3],
  ]),
  peers: table('peers', [
    ['address', 'PEER', [16, 24, 32], 'left', 0],
    ['pid', 'PID', [7, 7, 7], 'right', 4],
    ['uid', 'UID', [6, 6, 6], 'right', 5],
    ['tx_bytes_total', 'TX', [7, 8, 8], 'right', 1],
    ['rx_bytes_total', 'RX', [7, 8, 8], 'right', 2],
    ['dropped_total', 'DROPPED', [8, 8, 8], 'right', 3],
  ]),
  caches: table('caches', MORE_COLUMNS.caches),
  spoolers: table('spoolers', MORE_COLUMNS.spoolers),
  crons: table('crons', MORE_COLUMNS.crons),
  daemons: table('daemons', MORE_COLUMNS.daemons),
  apps: table('apps', MORE_COLUMNS.apps),
  metrics: table('metrics', MORE_COLUMNS.metrics),
  legions: table('legions', MORE_COLUMNS.legions),
  locks: table('locks', MORE_COLUMNS.locks),
  keys: table('keys', MORE_COLUMNS.keys),
};

/** The last column stretches if it holds text. */
function table(kind: TableKind, entries: readonly ColumnEntry[]): readonly Column[] {
  return entries.map(([name, title, widths, align, priority, shortTitle = title, from = 0], index) => {
    const field = fieldNamed(TABLE_FIELDS[kind], name);
    if (field === null) throw new Error(`Column "${title}" of ${kind} needs the unknown field "${name}"`);
    const stretch = align === 'left' && index === entries.length - 1;
    return { field, title, shortTitle, widths, align, priority, from, stretch };
  });
}
