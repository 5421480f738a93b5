import { type FieldHead, fieldHeadsOf } from '../dictionary.js';
import { TABLE_VIEWS, type TableView, type ViewName } from '../views.js';
import { tableLines } from './table-lines.js';

/** Output of `--list-fields`: names, short names, unit and meaning of every field of a view, or of all views. */
export function fieldList(view: ViewName | null): string {
  const views = view === null || view === 'all' ? TABLE_VIEWS : [view];
  return views.map((each) => viewText(each, views.length > 1)).join('\n');
}

function viewText(view: TableView, titled: boolean): string {
  const rows = fieldHeadsOf(view).map(fieldRow);
  const titles = ['FIELD', 'SHORT', 'UNIT', 'MEANING'];
  const lines = tableLines({ titles, rows, align: ['left', 'left', 'left', 'left'] }, null, '');
  return [...(titled ? [view.toUpperCase()] : []), ...lines].map((line) => `${line}\n`).join('');
}

function fieldRow(field: FieldHead): readonly string[] {
  return [field.name, field.aliases.join(' '), field.unit, field.about];
}
