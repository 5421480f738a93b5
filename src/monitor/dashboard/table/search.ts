import type { Field } from '../../fields/field.js';
import { textFields } from '../../filter/match.js';
import { parseFilter } from '../../filter/parser.js';
import type { Row } from '../../tables/row.js';
import { fieldsOf } from '../../tables/tables.js';
import { keyHint } from '../keys/key-table.js';
import type { Model } from '../model/model.js';
import { shownTable } from '../model/shown.js';
import { withNotice } from '../steps/notices.js';
import { selectedIndex, selectKey } from './selection.js';

/** Selects the next row that matches the search, `direction` -1 the one before; both go round the ends. */
export function searchOn(model: Model, direction: 1 | -1): Model {
  if (model.table.searchText === '')
    return withNotice(
      model,
      `Nothing to search for yet${keyHint(model.settings.keys, 'search', 'begins a search')}`,
    );
  const key = matchFrom(model, model.table.searchText, selectedIndex(model) + direction, direction);
  return key === null
    ? withNotice(model, `No row matches "${model.table.searchText}"`)
    : selectKey(model, key);
}

/** The key of the first row that holds the text, looking from `start` (an index, also past either end) on. */
export function matchFrom(model: Model, text: string, start: number, direction: 1 | -1): string | null {
  const { rows } = model;
  const fields = searchedFields(fieldsOf(shownTable(model)));
  const wanted = text.toLowerCase();
  for (let step = 0; step < rows.length; step += 1) {
    const row = rows[(start + direction * step + 2 * rows.length) % rows.length];
    if (row !== undefined && holdsText(row, wanted, fields)) return row.key;
  }
  return null;
}

function holdsText(row: Row, wanted: string, fields: readonly Field<Row>[]): boolean {
  return fields.some((field) => {
    const value = field.value(row);
    return value !== null && String(value).toLowerCase().includes(wanted);
  });
}

/** Fields that bare words of a filter match, and others that people look rows up by. */
function searchedFields(fields: readonly Field<Row>[]): readonly Field<Row>[] {
  return [...textFields(fields), ...fields.filter((field) => field.looked === 'search')];
}

/** Sets a filter that is known to be right, or clears it; a text that is wrong here is reported and not used. */
export function setFilter(model: Model, text: string): Model {
  const parsed = parseFilter(text, fieldsOf(shownTable(model)));
  if (!parsed.ok)
    return withNotice(withFilter(model, '', null), `Filter dropped: ${parsed.message}`, 'error');
  return withFilter(model, text, parsed.expression);
}

export function withFilter(model: Model, filterText: string, filter: Model['table']['filter']): Model {
  return { ...model, table: { ...model.table, filterText, filter } };
}
