import type { FilterExpression } from '../../filter/filter.js';
import type { MoreSection } from '../../tables/tables.js';
import type { SortOrder } from './settings.js';

export interface MoreState {
  /** null: none was open yet. */
  readonly section: MoreSection | null;
  readonly tables: Readonly<Partial<Record<MoreSection, TableState>>>;
}

/** Mode of the worker rows; cycled by uwsgitop's `a`. */
export type TableMode = 'flat' | 'cores' | 'tree';

export interface TableState extends SortOrder {
  readonly mode: TableMode;
  readonly filterText: string;
  readonly filter: FilterExpression | null;
  readonly searchText: string;
  /** Row key; null before the first row was seen. */
  readonly selected: string | null;
  /** Keep the selected row in place on the screen while the order changes. */
  readonly follow: boolean;
  /** Workers and cores that do nothing are left out. */
  readonly hidesIdle: boolean;
  /** Index of the first visible row. */
  readonly top: number;
  /** Columns scrolled off to the left. */
  readonly columnOffset: number;
  readonly tagged: ReadonlySet<string>;
  /** Worker keys that are folded in tree mode. */
  readonly folded: ReadonlySet<string>;
}
