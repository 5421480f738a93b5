/** Going from view to view. Each keeps its own sort, filter, search and selection while others are on the screen. */
import { columnsFor } from '../fields/columns.js';
import type { TableKind } from '../fields/table-fields.js';
import { INITIAL_TABLE } from './initial-model.js';
import type { Model, SortOrder, TableState, ViewName } from './model.js';
import { withNotice } from './notices.js';
import { shownObservation, viewsOf } from './shown.js';
import { isDescending } from './sort.js';

export function openView(model: Model, view: ViewName): Model {
  if (!viewsOf(shownObservation(model)).includes(view))
    return withNotice(model, 'Only servers with workers have this view');
  return showView(model, view);
}

/** The next tab, `by` -1 the one before; round the ends. */
export function turnView(model: Model, by: 1 | -1): Model {
  const views = viewsOf(shownObservation(model));
  const view = views[(views.indexOf(model.view) + by + views.length) % views.length];
  return view === undefined ? model : showView(model, view);
}

/** Rows are those of another table: the old ones go at once, so that no selection is carried over to them. */
export function showView(model: Model, view: ViewName): Model {
  if (view === model.view) return model;
  const otherTables = { ...model.otherTables, [model.view]: model.table };
  const table = model.otherTables[view] ?? firstTable(model, view);
  return { ...model, view, table, otherTables, rows: [], prompt: null };
}

/** `workers` of a server without workers is sorted when its kind is known, see `sortedByKnownField`. */
function firstTable({ settings }: Model, view: ViewName): TableState {
  return { ...FIRST_TABLES[view], ...settings.sorts[view] };
}

/** How a table is sorted at the start unless the configuration says otherwise. */
export function usualSort(kind: TableKind): SortOrder {
  const table = Object.hasOwn(FIRST_TABLES, kind) ? FIRST_TABLES[kind as ViewName] : null;
  const [first] = columnsFor(kind, 'flat');
  if (table !== null) return { sortField: table.sortField, descending: table.descending };
  return {
    sortField: first?.field.name ?? '',
    descending: first !== undefined && isDescending(first.field.unit),
  };
}

const FIRST_TABLES: Readonly<Record<ViewName, TableState>> = {
  workers: INITIAL_TABLE,
  requests: INITIAL_TABLE,
  sockets: { ...INITIAL_TABLE, sortField: 'full_ratio' },
  events: { ...INITIAL_TABLE, sortField: 'last_at' },
};
