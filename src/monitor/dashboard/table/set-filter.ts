import { TABLE_FIELDS } from '../../fields/table-fields.js';
import { parseFilter } from '../../filter/parser.js';
import type { Model } from '../model/model.js';
import { withNotice } from '../model/notices.js';
import { shownTable } from '../model/shown.js';

/** Sets a filter that is known to be right, or clears it; a text that is wrong here is told and not used. */
export function setFilter(model: Model, text: string): Model {
  const parsed = parseFilter(text, TABLE_FIELDS[shownTable(model)]);
  if (!parsed.ok)
    return withNotice(withFilter(model, '', null), `Filter dropped: ${parsed.message}`, 'error');
  return withFilter(model, text, parsed.expression);
}

export function withFilter(model: Model, filterText: string, filter: Model['table']['filter']): Model {
  return { ...model, table: { ...model.table, filterText, filter } };
}
