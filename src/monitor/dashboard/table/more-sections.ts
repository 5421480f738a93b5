/** The tables of More: one is open, each keeps its own sort, filter, search and selection. */
import type { MoreSection } from '../../tables/tables.js';
import { INITIAL_TABLE } from '../model/initial-model.js';
import type { Model } from '../model/model.js';
import { sectionsOf } from '../model/more-blocks.js';
import { openSectionOf, shownObservation } from '../model/shown.js';
import type { TableState } from '../model/table-state.js';
import { withNotice } from '../steps/notices.js';
import { firstSortOf } from './first-sort.js';

/** With More on the screen. The old rows go at once, so that no selection is carried over to those of another table. */
export function openSection(model: Model, section: MoreSection): Model {
  const { more } = model;
  if (more.section === section) return model;
  const tables = more.section === null ? more.tables : { ...more.tables, [more.section]: model.table };
  const table = tables[section] ?? firstTable(model, section);
  return { ...model, more: { section, tables }, table, rows: [], prompt: null };
}

/** The next table that the document has, `by` -1 the one before; round the ends. */
export function turnSection(model: Model, by: 1 | -1): Model {
  const open = openSectionOf(model);
  const sections = sectionsOf(shownObservation(model));
  const at = sections.indexOf(open);
  const next = sections[at === -1 ? 0 : (at + by + sections.length) % sections.length];
  if (next === undefined || next === open) return withNotice(model, 'There is no other table in this view');
  return openSection(model, next);
}

function firstTable({ settings }: Model, section: MoreSection): TableState {
  return { ...INITIAL_TABLE, ...firstSortOf(section), ...settings.sorts[section] };
}
