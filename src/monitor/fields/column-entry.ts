import type { WidthTier } from './columns.js';

/** One line of the table of columns. */
export type ColumnEntry = readonly [
  field: string,
  title: string,
  widths: readonly [narrow: number, medium: number, wide: number],
  align: 'left' | 'right',
  priority: number,
  shortTitle?: string,
  from?: WidthTier,
];
