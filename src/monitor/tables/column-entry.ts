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

/** 0 below 120 cells, 1 below 160, 2 from there. */
export type WidthTier = 0 | 1 | 2;
