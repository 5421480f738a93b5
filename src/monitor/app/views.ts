/** Going from view to view. Each keeps its own sort, filter, search and selection while others are on the screen. */
import { INITIAL_TABLE } from './initial-model.js';
import type { Model, TableState, ViewName } from './model.js';
import { withNotice } from './notices.js';
import { shownObservation, viewsOf } from './shown.js';

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
  const table = model.otherTables[view] ?? FIRST_TABLES[view];
  return { ...model, view, table, otherTables, rows: [], prompt: null };
}

const FIRST_TABLES: Readonly<Record<ViewName, TableState>> = {
  workers: INITIAL_TABLE,
  requests: INITIAL_TABLE,
  sockets: { ...INITIAL_TABLE, sortField: 'full_ratio' },
  events: { ...INITIAL_TABLE, sortField: 'last_at' },
};
