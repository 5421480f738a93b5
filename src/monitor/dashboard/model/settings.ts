import type { RequestGrouping } from '../../metrics/routes/routes.js';
import type { Limits } from '../../metrics/sample/long-requests.js';
import type { ColumnChoices } from '../../tables/columns/chosen-columns.js';
import type { TableKind } from '../../tables/tables.js';
import type { KeyTable } from '../keys/key-table.js';
import type { ThemeName } from './themes.js';

export interface Settings {
  readonly intervalMs: number;
  readonly theme: ThemeName;
  readonly ascii: boolean;
  readonly metersShown: boolean;
  /** The view's main part has the screen for itself: the table, in the history the charts. */
  readonly expanded: boolean;
  readonly reveal: boolean;
  /** Names of request variables that hold secrets, besides the usual ones. */
  readonly alsoSecret: readonly string[];
  /** Of the sampled requests, below the table of requests. */
  readonly requestGroup: RequestGroup;
  /** Span of the charts; null: as much as is known, within limits. */
  readonly chartSpanSeconds: number | null;
  readonly thresholds: Limits;
  readonly keys: KeyTable;
  readonly columns: ColumnChoices;
  /** First sort order of tables, where it is not the default. */
  readonly sorts: Readonly<Partial<Record<TableKind, SortOrder>>>;
  /** tstop hears the mouse; false leaves it to the terminal. */
  readonly mouse: boolean;
}

export interface SortOrder {
  /** A field name. */
  readonly sortField: string;
  readonly descending: boolean;
}

export type RequestGroup = RequestGrouping | 'none';
