import type { Field, FieldValue } from '../../fields/field.js';

/**
 * Rows by the value of a field, or by what the field says that they be sorted by. Unknown values come last whichever way the order runs; rows with equal values keep the
 * order in which they came.
 */
export function sortedRows<Row>(
  rows: readonly Row[],
  field: Field<Row> | null,
  descending: boolean,
): readonly Row[] {
  if (field === null) return rows;
  const sign = descending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: orderOf(field, row) }))
    .sort((a, b) => compareValues(a.value, b.value, sign))
    .map(({ row }) => row);
}

function orderOf<Row>({ value, order }: Field<Row>, row: Row): FieldValue {
  const known = knownOrNull(value(row));
  return order === undefined ? known : order(known);
}

function compareValues(a: FieldValue, b: FieldValue, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return sign * compareKnown(a, b);
}

function compareKnown(a: Exclude<FieldValue, null>, b: Exclude<FieldValue, null>): number {
  if (typeof a === 'string' || typeof b === 'string') return compareText(String(a), String(b));
  return Number(a) - Number(b);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function knownOrNull(value: FieldValue): FieldValue {
  return typeof value === 'number' && Number.isNaN(value) ? null : value;
}
