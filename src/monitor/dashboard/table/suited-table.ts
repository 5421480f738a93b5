import type { Model } from '../model/model.js';
import { shownObservation, tableKind, viewsOf } from '../model/shown.js';
import { setFilter } from './search.js';
import { sortedByKnownField } from './sort.js';
import { showView, withSection } from './views.js';

/** The document on the screen determines the table, and so the fields that a filter and a sort may name. */
export function suitedToTable(before: Model, after: Model): Model {
  if (tableKind(shownObservation(before)) === tableKind(shownObservation(after))) return withSection(after);
  const fits = viewsOf(shownObservation(after)).includes(after.view);
  const suited = { ...(fits ? after : showView(after, 'workers')), more: NOTHING_OPEN };
  const { filterText } = suited.table;
  return withSection(sortedByKnownField(filterText === '' ? suited : setFilter(suited, filterText)));
}

const NOTHING_OPEN: Model['more'] = { section: null, tables: {} };
