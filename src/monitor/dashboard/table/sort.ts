import type { Unit } from '../../fields/field.js';
import { fieldNamed } from '../../fields/field-lookup.js';
import type { Column } from '../../tables/columns/columns.js';
import { visibleColumns } from '../../tables/columns/visible-columns.js';
import type { QuickSortName } from '../../tables/table.js';
import { fieldsOf, tableNamed } from '../../tables/tables.js';
import type { ActionName } from '../keys/keymap.js';
import type { Model } from '../model/model.js';
import { shownTable } from '../model/shown.js';
import { withNotice } from '../steps/notices.js';
import { fittedColumns } from './core-map.js';
import { idleColumns } from './idle-columns.js';
import { shownColumns } from './shown-columns.js';

/** A click on a title: sorts by that field, numbers with the greatest first; the field in use is inverted. */
export function sortOrInvert(model: Model, fieldName: string): Model {
  return fieldName === model.table.sortField ? invertSort(model) : sortAnew(model, fieldName);
}

export function invertSort(model: Model): Model {
  return { ...model, table: { ...model.table, descending: !model.table.descending } };
}

/** By the first column where the table has no such field: the order that a document brings says nothing. */
export function sortedByKnownField(model: Model): Model {
  const kind = shownTable(model);
  if (fieldNamed(fieldsOf(kind), model.table.sortField) !== null) return model;
  const wanted = model.settings.sorts[kind];
  if (wanted !== undefined) return { ...model, table: { ...model.table, ...wanted } };
  const [first] = shownColumns(model);
  return first === undefined ? model : sortAnew(model, first.field.name);
}

/** Moves the sort to the next column on the screen, `by` columns to the right. */
export function sortByNeighbour(model: Model, by: 1 | -1): Model {
  const columns = columnsOnScreen(model);
  const at = columns.findIndex((column) => column.field.name === model.table.sortField);
  const next = columns[at === -1 ? 0 : Math.max(0, Math.min(at + by, columns.length - 1))];
  return next === undefined || next.field.name === model.table.sortField
    ? model
    : sortAnew(model, next.field.name);
}

/**
 * The quick keys: each sorts by a field of the table, if it has such a one. As in htop the same key brings the same
 * order however often it is pressed.
 */
export function quickSort(model: Model, action: QuickSort): Model {
  const field = tableNamed(shownTable(model)).quickSorts[QUICK_NAMES[action]];
  return field === undefined ? withNotice(model, 'This table has no such column') : sortAnew(model, field);
}

type QuickSort = Extract<ActionName, `sort-${QuickSortName}`>;

const QUICK_NAMES: Readonly<Record<QuickSort, QuickSortName>> = {
  'sort-busy': 'busy',
  'sort-memory': 'memory',
  'sort-age': 'age',
  'sort-id': 'id',
  'sort-rps': 'rps',
  'sort-errors': 'errors',
};

/** A table newly sorted by such a field begins with the greatest. */
function isDescending(unit: Unit): boolean {
  return !ASCENDING.has(unit);
}

const ASCENDING: ReadonlySet<Unit> = new Set(['text', 'id']);

export function sortAnew(model: Model, fieldName: string): Model {
  const field = fieldNamed(fieldsOf(shownTable(model)), fieldName);
  const descending = field === null || isDescending(field.unit);
  return { ...model, table: { ...model.table, sortField: fieldName, descending } };
}

function columnsOnScreen(model: Model): readonly Column[] {
  const places = visibleColumns(
    fittedColumns(model),
    model.size.columns,
    model.table.columnOffset,
    idleColumns(model),
  );
  return places.map((place) => place.column);
}
