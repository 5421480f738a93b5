import type { Field } from './field.js';
import type { Row } from './row.js';

/** A column of the main table: which field, and how it stands in a terminal. */
export interface Column {
  readonly field: Field<Row>;
  readonly title: string;
  /** Cells wanted, title and sort mark included; the last column takes what is left. */
  readonly width: number;
  readonly align: 'left' | 'right';
  /** Lower numbers stay longest as the terminal narrows. */
  readonly priority: number;
}

export type TableKind = 'workers' | 'vassals' | 'nodes' | 'peers';
