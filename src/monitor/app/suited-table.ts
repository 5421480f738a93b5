import type { Model } from './model.js';
import { setFilter } from './set-filter.js';
import { shownObservation, tableKind, viewsOf } from './shown.js';
import { sortedByKnownField } from './sort.js';
import { showView } from './views.js';

/** The document on the screen tells which table there is, and so which fields a filter and a sort may name. */
export function suitedToTable(before: Model, after: Model): Model {
  if (tableKind(shownObservation(before)) === tableKind(shownObservation(after))) return after;
  const suited = viewsOf(shownObservation(after)).includes(after.view) ? after : showView(after, 'workers');
  const { filterText } = suited.table;
  return sortedByKnownField(filterText === '' ? suited : setFilter(suited, filterText));
}
