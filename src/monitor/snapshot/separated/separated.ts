import type { FieldValue, Unit } from '../../fields/field.js';
import { fieldHeadsOf } from '../dictionary.js';
import { jsonValue } from '../json-value.js';
import { type Part, partsOf } from '../parts.js';
import type { Layout, Snapshot } from '../snapshot.js';
import { mainViewOf, type TableView } from '../views.js';

interface SeparatedStyle {
  readonly separator: string;
  readonly lineEnd: string;
  readonly cell: (value: FieldValue, unit: Unit) => string;
}

/** One table of separated values; its titles, the field names, stand above the first snapshot of a stream only. */
export function renderSeparated(snapshot: Snapshot, layout: Layout, style: SeparatedStyle): string {
  const { view } = snapshot.selection;
  const shown = view === null || view === 'all' ? mainViewOf(snapshot.observation.sample) : view;
  const parts = partsOf(snapshot, [shown], { ...layout, defaultFields });
  return parts.flatMap((part) => linesOf(part, layout, style)).join('');
}

/** A value as scripts read it: numbers and times as in JSON, unknown is empty. */
export function plainValue(value: FieldValue, unit: Unit): string {
  const plain = jsonValue(value, unit);
  return plain === null ? '' : String(plain);
}

function linesOf(part: Part, layout: Layout, style: SeparatedStyle): readonly string[] {
  const line = (cells: readonly string[]) => cells.join(style.separator) + style.lineEnd;
  const titles = layout.headers && layout.first ? [line(part.fields.map((field) => field.name))] : [];
  const rows = part.rows.map((row) =>
    line(row.cells.map((value, index) => style.cell(value, part.fields[index]?.unit ?? 'text'))),
  );
  return [...titles, ...rows];
}

/** Everything but the request variables, which are long: `--fields +environ` adds them. */
function defaultFields(view: TableView): readonly string[] {
  return fieldHeadsOf(view)
    .map((field) => field.name)
    .filter((name) => name !== 'environ');
}
