import { columnsFor } from '../../../../src/monitor/fields/columns.js';
import type { MoreSection } from '../../../../src/monitor/fields/table-fields.js';

/** The fields that a table of More has a column for. */
export function columnNamesOf(section: MoreSection): readonly string[] {
  return columnsFor(section, 'flat').map(({ field }) => field.name);
}
