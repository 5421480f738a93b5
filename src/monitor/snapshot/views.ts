import type { Sample } from '../metrics/sample/sample.js';
import { blocksOf, type EntryTable, type MoreSection } from '../tables/tables.js';

/** Tables of a snapshot: those of the screen, and some of its own. */
export type TableView = 'overview' | 'workers' | 'cores' | 'routes' | EntryTable;
export type ViewName = TableView | 'all';

/** The blocks of a server with workers; its apps have a place of their own. */
export const BLOCK_VIEWS: readonly MoreSection[] = blocksOf('workers').filter((view) => view !== 'apps');

const WORKERS_TABLES: readonly TableView[] = [
  'overview',
  'workers',
  'cores',
  'requests',
  'routes',
  'sockets',
  'apps',
  ...BLOCK_VIEWS,
  'events',
];

/** Values of `--view`: one table each, or everything. */
export const VIEW_NAMES: readonly ViewName[] = [
  ...WORKERS_TABLES,
  'vassals',
  'nodes',
  ...blocksOf('router'),
  'peers',
  'all',
];

export const TABLE_VIEWS: readonly TableView[] = VIEW_NAMES.filter((name) => name !== 'all');

/** Views that a document may have as its main table, which is the view when none was asked for. */
export const MAIN_VIEWS: readonly TableView[] = ['workers', 'vassals', 'nodes', 'peers'];

export function mainViewOf(sample: Sample): TableView {
  return MAIN_VIEW[sample.body.kind];
}

/** The views that a document of this kind can fill, in the order they are written. */
export function viewsOf(sample: Sample): readonly TableView[] {
  if (sample.body.kind === 'workers') return WORKERS_TABLES;
  return sample.body.kind === 'router'
    ? ['nodes', ...blocksOf('router'), 'events']
    : [mainViewOf(sample), 'events'];
}

const MAIN_VIEW = { workers: 'workers', emperor: 'vassals', router: 'nodes', tuntap: 'peers' } as const;
