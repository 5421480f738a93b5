import { columnsFor } from '../../../../src/monitor/tables/columns/columns.js';
import type { MoreSection } from '../../../../src/monitor/tables/tables.js';

/** The fields that a table of More has a column for. */
export function columnNamesOf(section: MoreSection): readonly string[] {
  return columnsFor(section, 'flat').map(({ field }) => field.name);
}
