import { type ColumnSet, chosenColumns, columnSetOf } from '../../tables/columns/chosen-columns.js';
import type { Column } from '../../tables/columns/columns.js';
import type { Model } from '../model/model.js';
import { shownTable } from '../model/shown.js';

/** The columns of the table on the screen, those that do not fit included. */
export function shownColumns(model: Model): readonly Column[] {
  return chosenColumns(shownColumnSet(model), model.settings.columns);
}

export function shownColumnSet(model: Model): ColumnSet {
  return columnSetOf(shownTable(model), model.table.mode);
}

/** Shows other columns in the table on the screen; undefined: the usual ones. */
export function withShownColumns(model: Model, names: readonly string[] | undefined): Model {
  const set = shownColumnSet(model);
  const { [set]: _, ...others } = model.settings.columns;
  const columns = names === undefined ? others : { ...others, [set]: names };
  const table = { ...model.table, columnOffset: 0 };
  return { ...model, table, settings: { ...model.settings, columns } };
}
