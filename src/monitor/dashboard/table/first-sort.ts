import { type TableKind, tableNamed } from '../../tables/tables.js';
import type { SortOrder } from '../model/settings.js';

/** The order of a table unless the configuration says otherwise: what wants to be seen comes first. */
export function firstSortOf(kind: TableKind): SortOrder {
  const [sortField, descending] = tableNamed(kind).firstSort;
  return { sortField, descending };
}
