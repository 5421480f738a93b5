import type { ViewName } from '../keys/view-name.js';
import { INITIAL_TABLE } from '../model/initial-model.js';
import type { Model } from '../model/model.js';
import { openSectionOf, shownObservation, tableOfView, viewsOf } from '../model/shown.js';
import type { TableState } from '../model/table-state.js';
import { withNotice } from '../steps/notices.js';
import { firstSortOf } from './first-sort.js';
import { openSection } from './more-sections.js';

export function openView(model: Model, view: ViewName): Model {
  if (!viewsOf(shownObservation(model)).includes(view)) return withNotice(model, ABSENT[view]);
  return showView(model, view);
}

/** With a row: it is selected there, if it is still there when the rows are made. */
export function openViewAt(model: Model, view: ViewName, key: string | undefined): Model {
  const opened = openView(model, view);
  if (key === undefined || opened.view !== view) return opened;
  return { ...opened, table: { ...opened.table, selected: key, follow: false } };
}

/** The next tab, `by` -1 the one before; round the ends. */
export function turnView(model: Model, by: 1 | -1): Model {
  const views = viewsOf(shownObservation(model));
  const view = views[(views.indexOf(model.view) + by + views.length) % views.length];
  return view === undefined ? model : showView(model, view);
}

/**
 * Rows are those of another table: the old ones go at once, so that no selection is carried over to them. The history
 * shows the table of the workers: sort, filter and selection stay.
 */
export function showView(model: Model, view: ViewName): Model {
  if (view === model.view) return model;
  const [left, opened] = [tableOfView(model.view), tableOfView(view)];
  if (left === opened) return { ...model, view, prompt: null };
  const otherTables = { ...model.otherTables, [left]: model.table };
  const table = model.otherTables[opened] ?? firstTable(model, opened);
  return withSection({ ...model, view, table, otherTables, rows: [], prompt: null });
}

/** More opens with its first table, as soon as a document shows which there are. */
export function withSection(model: Model): Model {
  const isOpen = model.view !== 'more' || model.more.section !== null;
  return isOpen || shownObservation(model) === null ? model : openSection(model, openSectionOf(model));
}

/** `workers` of a server without workers is sorted when its kind is known, see `sortedByKnownField`. */
function firstTable({ settings }: Model, view: TableOwner): TableState {
  return view === 'more' ? FIRST_TABLES.more : { ...FIRST_TABLES[view], ...settings.sorts[view] };
}

const NOT_WORKERS = 'Only servers with workers have this view';

const ABSENT: Readonly<Record<ViewName, string>> = {
  workers: '',
  requests: NOT_WORKERS,
  sockets: NOT_WORKERS,
  history: NOT_WORKERS,
  events: '',
  more: 'This document holds nothing more',
};

/** Which views share a table. */
type TableOwner = ReturnType<typeof tableOfView>;

const FIRST_TABLES: Readonly<Record<TableOwner, TableState>> = {
  workers: INITIAL_TABLE,
  requests: INITIAL_TABLE,
  sockets: { ...INITIAL_TABLE, ...firstSortOf('sockets') },
  events: { ...INITIAL_TABLE, ...firstSortOf('events') },
  more: INITIAL_TABLE,
};
