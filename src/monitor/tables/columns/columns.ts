/**
 * Columns of the main table: which there are, how wide they are in narrow, medium and wide
 * terminals, and which go first when there is no room. `visible-columns.ts` does the arithmetic.
 *
 * Every line begins with one cell for the row mark; columns are one blank apart.
 */

import type { Field } from '../../fields/field.js';
import { fieldNamed } from '../../fields/field-lookup.js';
import type { ColumnEntry, WidthTier } from '../column-entry.js';
import type { Row } from '../row.js';
import { type EntryTable, fieldsOf, TABLES, type TableKind } from '../tables.js';
import { WORKER_COLUMNS, type WorkerMode } from '../worker-columns.js';

export interface Column {
  readonly field: Field<Row>;
  readonly title: string;
  /** For widths that the title does not fit. */
  readonly shortTitle: string;
  /** Cells wanted in a narrow, medium and wide terminal; for the column that stretches, the least that it takes. */
  readonly widths: readonly [narrow: number, medium: number, wide: number];
  readonly align: 'left' | 'right';
  /** Lower numbers stay longest as the terminal narrows; 0 always stays and does not scroll. */
  readonly priority: number;
  /** The first tier of terminal widths in which it shows. */
  readonly from: WidthTier;
  /** Takes what is left of the line; at most one for each table. */
  readonly stretch: boolean;
}

/** `mode` matters for workers only. */
export function columnsFor(kind: TableKind, mode: WorkerMode): readonly Column[] {
  return kind === 'workers' ? OF_WORKERS[mode] : OF_OTHERS[kind];
}

const OF_WORKERS: Readonly<Record<WorkerMode, readonly Column[]>> = {
  flat: madeOf('workers', WORKER_COLUMNS.flat),
  cores: madeOf('workers', WORKER_COLUMNS.cores),
  tree: madeOf('workers', WORKER_COLUMNS.tree),
};

const OF_OTHERS = Object.fromEntries(
  Object.entries(TABLES).map(([kind, { columns }]) => [kind, madeOf(kind as EntryTable, columns)]),
) as Readonly<Record<EntryTable, readonly Column[]>>;

/** The last column stretches if it holds text. */
function madeOf(kind: TableKind, entries: readonly ColumnEntry[]): readonly Column[] {
  return entries.map(([name, title, widths, align, priority, shortTitle = title, from = 0], index) => {
    const field = fieldNamed(fieldsOf(kind), name);
    if (field === null) throw new Error(`Column "${title}" of ${kind} needs the unknown field "${name}"`);
    const stretch = align === 'left' && index === entries.length - 1;
    return { field, title, shortTitle, widths, align, priority, from, stretch };
  });
}
