/** Every table, in the order of the configuration. */
import type { Field } from '../fields/field.js';
import { EVENTS } from './events.js';
import { APPS } from './more/apps.js';
import { CACHES } from './more/caches.js';
import { CRONS } from './more/crons.js';
import { DAEMONS } from './more/daemons.js';
import { KEYS } from './more/keys.js';
import { LEGIONS } from './more/legions.js';
import { LOCKS } from './more/locks.js';
import { METRICS } from './more/metrics.js';
import { NODES } from './more/nodes.js';
import { PEERS } from './more/peers.js';
import { SPOOLERS } from './more/spoolers.js';
import { VASSALS } from './more/vassals.js';
import { REQUESTS } from './requests.js';
import type { Row } from './row.js';
import { SOCKETS } from './sockets.js';
import type { Block, Table } from './table.js';
import { WORKERS } from './workers.js';

/** The tables under More, in the order of their titles: those that a server has only on request come first. */
const BLOCKS = {
  caches: CACHES,
  spoolers: SPOOLERS,
  crons: CRONS,
  daemons: DAEMONS,
  apps: APPS,
  metrics: METRICS,
  legions: LEGIONS,
  locks: LOCKS,
  keys: KEYS,
} as const satisfies Readonly<Record<string, Block>>;

export const TABLES = {
  vassals: VASSALS,
  nodes: NODES,
  peers: PEERS,
  requests: REQUESTS,
  sockets: SOCKETS,
  events: EVENTS,
  ...BLOCKS,
} as const satisfies Readonly<Record<string, Table>>;

/** Blocks of the document beside its main table. */
export type MoreSection = keyof typeof BLOCKS;

/** Tables whose rows are the entries of one list. */
export type EntryTable = keyof typeof TABLES;

/** Tables of the screen: a document's main table, a view of workers, or a block. */
export type TableKind = 'workers' | EntryTable;

export const TABLE_KINDS: readonly TableKind[] = ['workers', ...(Object.keys(TABLES) as EntryTable[])];

/** The blocks that a document of a kind may hold. */
export function blocksOf(of: Block['of']): readonly MoreSection[] {
  return (Object.keys(BLOCKS) as MoreSection[]).filter((section) => blockNamed(section).of === of);
}

export function blockNamed(section: MoreSection): Block {
  return BLOCKS[section];
}

/** The properties that workers, whose rows are of two kinds, share with all other tables. */
export function tableNamed(
  kind: TableKind,
): Pick<Table, 'fields' | 'firstSort' | 'quickSorts' | 'empty' | 'snapshotFields'> {
  return kind === 'workers' ? WORKERS : TABLES[kind];
}

export function fieldsOf(kind: TableKind): readonly Field<Row>[] {
  return tableNamed(kind).fields;
}

export function isEntryTable(name: string): name is EntryTable {
  return Object.hasOwn(TABLES, name);
}
