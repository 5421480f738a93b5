/**
 * The columns of a table as the user chose them: any field of the table's dictionary, in any order. What a table comes
 * with keeps its width, title and importance; a field that has no column of its own gets one by its unit, and stays
 * on the screen before others, because the user asked for it.
 */

import type { Field, Unit } from '../../fields/field.js';
import { fieldNamed } from '../../fields/field-lookup.js';
import type { Row } from '../row.js';
import { fieldsOf, TABLE_KINDS, type TableKind } from '../tables.js';
import { type Column, columnsFor } from './columns.js';

/** Sets of columns: one for each table, and three for the workers, one for each way of showing them. */
export type ColumnSet = TableKind | 'cores' | 'tree';

/** Field names from left to right. A table that is not named has its usual columns. */
export type ColumnChoices = Readonly<Partial<Record<ColumnSet, readonly string[]>>>;

type Mode = 'flat' | 'cores' | 'tree';

/** All of them, in the order of the configuration. */
export function columnSets(): readonly ColumnSet[] {
  const others = TABLE_KINDS.filter((kind) => kind !== 'workers');
  return ['workers', 'cores', 'tree', ...others];
}

export function columnSetOf(kind: TableKind, mode: Mode): ColumnSet {
  return kind === 'workers' && mode !== 'flat' ? mode : kind;
}

export function fieldsOfSet(set: ColumnSet): readonly Field<Row>[] {
  return fieldsOf(tableOf(set));
}

export function defaultColumns(set: ColumnSet): readonly Column[] {
  return columnsFor(tableOf(set), modeOf(set));
}

/** Names that the table does not know are left out; without a choice, or if nothing of it is left, the defaults. */
export function chosenColumns(set: ColumnSet, choices: ColumnChoices): readonly Column[] {
  const names = choices[set];
  if (names === undefined || isDefault(set, names)) return defaultColumns(set);
  const columns = names.flatMap((name) => columnOf(set, name) ?? []);
  return columns.length === 0 ? defaultColumns(set) : withOneStretched(set, columns);
}

/** A choice of what is there anyway: columns that wait for a wide terminal go on waiting. */
function isDefault(set: ColumnSet, names: readonly string[]): boolean {
  const defaults = defaultColumns(set);
  return (
    defaults.length === names.length && defaults.every(({ field }, index) => field.name === names[index])
  );
}

/** The column that a field has in a table; null for a field that the table does not have. */
export function columnOf(set: ColumnSet, fieldName: string): Column | null {
  const own = defaultColumns(set).find((column) => column.field.name === fieldName);
  if (own !== undefined) return { ...own, from: 0 };
  const field = fieldNamed(fieldsOfSet(set), fieldName);
  if (field === null) return null;
  const elsewhere = sistersOf(set)
    .flatMap(defaultColumns)
    .find((column) => column.field.name === field.name);
  return { ...(elsewhere ?? plainColumn(field)), priority: ADDED_PRIORITY, from: 0, stretch: false };
}

/** Behind what a line cannot do without, before everything else. */
const ADDED_PRIORITY = 1.5;

function tableOf(set: ColumnSet): TableKind {
  return set === 'cores' || set === 'tree' ? 'workers' : set;
}

function modeOf(set: ColumnSet): Mode {
  return set === 'cores' || set === 'tree' ? set : 'flat';
}

function sistersOf(set: ColumnSet): readonly ColumnSet[] {
  return tableOf(set) === 'workers' ? ['workers', 'cores', 'tree'] : [];
}

function plainColumn(field: Field<Row>): Column {
  const title = titleOf(field);
  const widths = field.widths ?? WIDTHS[field.unit];
  const least = Math.min(title.length, 8);
  const [narrow, medium, wide] = widths;
  return {
    field,
    title,
    shortTitle: title,
    widths: [Math.max(narrow, least), Math.max(medium, least), Math.max(wide, least)],
    align: field.unit === 'text' || field.unit === 'flag' ? 'left' : 'right',
    priority: ADDED_PRIORITY,
    from: 0,
    stretch: false,
  };
}

/** The word that the filter language has for it, where that tells enough. */
function titleOf({ name, aliases, unit, title }: Field<Row>): string {
  if (title !== undefined) return title;
  const word = (aliases[0] ?? name.replace(/_(?:seconds|bytes|ratio|total|at)$/, '')).toUpperCase();
  return unit === 'bytes_per_second' ? `${word}/s` : word.replaceAll('_', ' ');
}

const WIDTHS: Readonly<Record<Unit, Column['widths']>> = {
  text: [14, 20, 28],
  flag: [4, 4, 4],
  id: [5, 6, 6],
  count: [5, 6, 6],
  per_second: [5, 6, 6],
  seconds: [6, 6, 6],
  bytes: [5, 6, 6],
  bytes_per_second: [5, 6, 6],
  bytes_per_hour: [5, 6, 6],
  ratio: [5, 5, 5],
  time: [8, 8, 8],
};

/** Gives the rest of the line to the column that usually takes it; without that one, to a text at the end. */
function withOneStretched(set: ColumnSet, columns: readonly Column[]): readonly Column[] {
  const stretched = columns.findIndex((column) => column.stretch);
  const last = columns.length - 1;
  const isText = columns[last]?.align === 'left';
  const at =
    stretched !== -1 ? stretched : isText && defaultColumns(set).some(({ stretch }) => stretch) ? last : -1;
  return columns.map((column, index) => ({ ...column, stretch: index === at }));
}
