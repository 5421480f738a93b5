import { DEFAULT_THRESHOLDS } from '../metrics/thresholds.js';
import type { Effect } from './effect.js';
import type { Model, Settings, Size, TableState } from './model.js';

export interface InitialOptions {
  /** As the user typed them; one target each. */
  readonly addresses: readonly string[];
  readonly size: Size;
  readonly nowMs: number;
  readonly settings?: Partial<Settings>;
  /** What the command line says about the table: mode, sort, filter. */
  readonly table?: Partial<TableState>;
}

/** The dashboard before anything was read. */
export function initialModel(options: InitialOptions): Model {
  return {
    nowMs: options.nowMs,
    size: options.size,
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    targets: options.addresses.map((address) => ({
      address,
      connection: { phase: 'connecting', sinceMs: options.nowMs },
      observation: null,
      badReplies: 0,
    })),
    focus: 0,
    view: 'workers',
    table: { ...INITIAL_TABLE, ...options.table },
    rows: [],
    prompt: null,
    overlay: null,
    paused: null,
    notice: null,
    fast: false,
    promptHistory: { filter: [], search: [] },
  };
}

/** Every target is read at once. */
export function initialEffects(model: Model): readonly Effect[] {
  return model.targets.map((_, target) => ({ kind: 'schedule-read', target, afterMs: 0 }));
}

export const DEFAULT_SETTINGS: Settings = {
  intervalMs: 1000,
  theme: 'default',
  ascii: false,
  metersShown: true,
  reveal: false,
  thresholds: DEFAULT_THRESHOLDS,
};

/** The oldest request on top; idle workers follow in their own order. */
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
};
