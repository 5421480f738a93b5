/**
 * The selected row and the window of rows on the screen. The selection hangs on a key, not on a line: it stays with
 * its worker while rows move. What must stay true after every update: `selected` is the key of a row (or null when
 * there is none), and `top` leaves no empty lines below the last row unless all rows are on the screen.
 */
import type { Row } from '../../tables/row.js';
import { layoutOf } from '../layout/layout.js';
import type { Model } from '../model/model.js';
import { slotOf, workerKey } from '../model/row-keys.js';

export function selectedRow(model: Model): Row | null {
  return model.rows.find((row) => row.key === model.table.selected) ?? null;
}

/** -1 without a selection. */
export function selectedIndex(model: Model): number {
  return indexOfKey(model.rows, model.table.selected);
}

/** Selects the row at `index`, or the nearest there is, and brings it on the screen. Moving ends following. */
export function selectIndex(model: Model, index: number): Model {
  const row = model.rows[Math.max(0, Math.min(index, model.rows.length - 1))];
  return row === undefined ? model : selectKey(model, row.key);
}

export function selectKey(model: Model, key: string): Model {
  const moved = { ...model, table: { ...model.table, selected: key, follow: false } };
  return revealSelection(moved);
}

export function moveSelection(model: Model, rows: number): Model {
  return selectIndex(model, Math.max(0, selectedIndex(model)) + rows);
}

/** Moves the window; the selection stays where it is. */
export function scrollRows(model: Model, rows: number): Model {
  return withTop(model, model.table.top + rows);
}

/** Lines for rows on the screen, at least 1: also the size of a page. */
export function pageSize(model: Model): number {
  return Math.max(1, layoutOf(model).tableBody.height);
}

/** Moves the window as little as it takes to show the selected row. */
export function revealSelection(model: Model): Model {
  const index = selectedIndex(model);
  if (index === -1) return withTop(model, model.table.top);
  const highest = Math.max(0, index - pageSize(model) + 1);
  return withTop(model, Math.max(highest, Math.min(model.table.top, index)));
}

/** Puts new rows in the place of the old ones: the selection stays on its thing, or on what is nearest to it. */
export function withRows(model: Model, rows: readonly Row[]): Model {
  const selected = reselected(model, rows);
  const next = { ...model, rows, table: { ...model.table, selected } };
  const index = selectedIndex(model);
  if (!model.table.follow || selected === null || index === -1) return withTop(next, model.table.top);
  const line = index - model.table.top;
  return withTop(next, indexOfKey(rows, selected) - line);
}

/** After a change of the screen: the window is set right, and a selection that was visible stays so. */
export function refitted(before: Model, after: Model): Model {
  const line = selectedIndex(before) - before.table.top;
  const wasVisible = line >= 0 && line < pageSize(before);
  return wasVisible ? revealSelection(after) : withTop(after, after.table.top);
}

function withTop(model: Model, wanted: number): Model {
  const top = Math.max(0, Math.min(wanted, model.rows.length - pageSize(model)));
  return top === model.table.top ? model : { ...model, table: { ...model.table, top } };
}

function reselected(model: Model, rows: readonly Row[]): string | null {
  const wanted = model.table.selected;
  if (wanted !== null && indexOfKey(rows, wanted) !== -1) return wanted;
  const nearest = rows[Math.min(Math.max(0, selectedIndex(model)), rows.length - 1)];
  return relativeOf(selectedRow(model), rows) ?? nearest?.key ?? null;
}

/** When cores give way to workers or the reverse: the worker itself before any of its cores. */
function relativeOf(row: Row | null, rows: readonly Row[]): string | null {
  const slot = row === null ? null : slotOf(row);
  if (slot === null) return null;
  const family = rows.filter((other) => slotOf(other) === slot);
  return (family.find((other) => other.key === workerKey(slot)) ?? family[0])?.key ?? null;
}

function indexOfKey(rows: readonly Row[], key: string | null): number {
  return key === null ? -1 : rows.findIndex((row) => row.key === key);
}
