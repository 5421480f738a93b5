import { fieldNamed } from '../../fields/field-lookup.js';
import { parseFilter } from '../../filter/parser.js';
import { emptyArchive } from '../../metrics/archive/sample-archive.js';
import { DEFAULT_THRESHOLDS } from '../../metrics/sample/thresholds.js';
import { WORKER_FIELDS } from '../../tables/worker-fields.js';
import { DEFAULT_KEYS } from '../keys/key-table.js';
import type { Effect } from './effect.js';
import type { Model } from './model.js';
import { DEFAULT_SERVER_SETTINGS, type ServerSettings } from './server-settings.js';
import { DEFAULT_TABLE_SETTINGS } from './setting-table.js';
import type { Settings } from './settings.js';
import type { Size } from './size.js';
import type { TableState } from './table-state.js';

export interface InitialOptions {
  /** As the user typed them; one target each. */
  readonly addresses: readonly string[];
  /** The servers run on this host. */
  readonly local?: boolean;
  readonly size: Size;
  readonly nowMs: number;
  /** Of the user's clock, east of UTC. */
  readonly utcOffsetMinutes?: number;
  readonly settings?: Partial<Settings>;
  /** Said of each of the servers. */
  readonly server?: Partial<ServerSettings>;
  /** The command line's settings of the table. `sortField` may be a short name. */
  readonly table?: Partial<Pick<TableState, 'mode' | 'sortField' | 'descending' | 'filterText'>>;
}

/** The dashboard before anything was read. */
export function initialModel(options: InitialOptions): Model {
  return {
    nowMs: options.nowMs,
    utcOffsetMinutes: options.utcOffsetMinutes ?? 0,
    size: options.size,
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    targets: options.addresses.map((address) => ({
      address,
      server: { ...DEFAULT_SERVER_SETTINGS, ...options.server },
      connection: { phase: 'connecting', sinceMs: options.nowMs },
      observation: null,
      archive: emptyArchive(),
      work: [],
      badReplies: 0,
      local: options.local ?? false,
      control: null,
      stack: null,
      acting: null,
      queues: { askedMs: null, failure: null },
    })),
    focus: 0,
    view: 'workers',
    table: initialTable(options),
    otherTables: {},
    more: { section: null, tables: {} },
    rows: [],
    columnUse: {},
    seenEvent: 1,
    prompt: null,
    overlay: null,
    details: null,
    past: null,
    replay: null,
    notice: null,
    clicked: null,
    fast: false,
    promptHistory: { filter: [], search: [], goto: [], command: [] },
  };
}

/**
 * A filter that makes no sense for workers waits for the first document: the server may turn out to be an emperor or
 * a router, and `update` reads it again then.
 */
function initialTable(options: InitialOptions): TableState {
  const table = { ...INITIAL_TABLE, ...options.settings?.sorts?.workers, ...options.table };
  const parsed = parseFilter(table.filterText, WORKER_FIELDS);
  const sortField = fieldNamed(WORKER_FIELDS, table.sortField)?.name ?? table.sortField;
  return { ...table, sortField, filter: parsed.ok ? parsed.expression : null };
}

/** Every target is read at once. */
export function initialEffects(model: Model): readonly Effect[] {
  return model.targets.map((_, target) => ({ kind: 'schedule-read', target, afterMs: 0 }));
}

export const DEFAULT_SETTINGS: Settings = {
  ...DEFAULT_TABLE_SETTINGS,
  expanded: false,
  reveal: false,
  alsoSecret: [],
  chartSpanSeconds: null,
  thresholds: DEFAULT_THRESHOLDS,
  keys: DEFAULT_KEYS,
  columns: {},
  sorts: {},
};

/** The oldest request on top, in the requests too; idle workers follow in their own order. */
export const INITIAL_TABLE: TableState = {
  mode: 'flat',
  sortField: 'age_seconds',
  descending: true,
  filterText: '',
  filter: null,
  searchText: '',
  selected: null,
  follow: false,
  top: 0,
  columnOffset: 0,
  tagged: new Set(),
  folded: new Set(),
  hidesIdle: false,
};
