import type { Field } from '../fields/field.js';

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

/** The fields with the titles of their columns. `+/h` is also `/h`, since a plus adds a field in lists of them. */
export function titled<Row>(
  fields: readonly Field<Row>[],
  columns: readonly ColumnEntry[],
): readonly Field<Row>[] {
  return fields.map((field) => {
    const own = columns.filter(([name]) => name === field.name);
    const titles = own.flatMap(([, title, , , , shortTitle = title]) => [title, shortTitle]);
    const typed = titles.flatMap((title) => [title.toLowerCase(), title.toLowerCase().replace(/^\+/, '')]);
    return typed.length === 0 ? field : { ...field, titles: [...new Set(typed)] };
  });
}
