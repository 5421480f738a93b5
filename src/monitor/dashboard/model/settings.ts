import type { Limits } from '../../metrics/sample/long-requests.js';
import type { ColumnChoices } from '../../tables/columns/chosen-columns.js';
import type { TableKind } from '../../tables/tables.js';
import type { KeyTable } from '../keys/key-table.js';
import type { TableSettings } from './setting-table.js';

/** Those that are no row of the table are said on the command line alone, or hold more than a value. */
export interface Settings extends TableSettings {
  /** The view's main part has the screen for itself: the table, in the history the charts. */
  readonly expanded: boolean;
  readonly reveal: boolean;
  /** Names of request variables that hold secrets, besides the usual ones. */
  readonly alsoSecret: readonly string[];
  /** Span of the charts; null: as much as is known, within limits. */
  readonly chartSpanSeconds: number | null;
  readonly thresholds: Limits;
  readonly keys: KeyTable;
  readonly columns: ColumnChoices;
  /** First sort order of tables, where it is not the default. */
  readonly sorts: Readonly<Partial<Record<TableKind, SortOrder>>>;
}

export interface SortOrder {
  /** A field name. */
  readonly sortField: string;
  readonly descending: boolean;
}
