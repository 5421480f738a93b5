import type { Field, FieldValue } from '../fields/field.js';
import { fieldNamed } from '../fields/field-lookup.js';
import { filterPredicate } from '../filter/match.js';
import type { Selection, SortKey } from './selection.js';

/** The rows that the filter keeps, sorted, at most `top`. Equal rows keep the order of the document. */
export function arrangeRows<T>(
  rows: readonly T[],
  fields: readonly Field<T>[],
  selection: Selection,
): readonly T[] {
  const { filter, sort, top } = selection;
  const kept = filter === null ? rows : rows.filter(filterPredicate(filter, fields));
  const sorted = sort.length === 0 ? kept : sortRows(kept, fields, sort);
  return top === null ? sorted : sorted.slice(0, top);
}

function sortRows<T>(
  rows: readonly T[],
  fields: readonly Field<T>[],
  keys: readonly SortKey[],
): readonly T[] {
  const orders = keys.flatMap((key) => {
    const field = fieldNamed(fields, key.field);
    return field === null ? [] : [{ field, descending: key.descending }];
  });
  return [...rows].sort((a, b) => {
    for (const { field, descending } of orders) {
      const order = compareValues(field.value(a), field.value(b), descending);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** Unknown comes last, whichever way the order goes. */
function compareValues(a: FieldValue, b: FieldValue, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = a < b ? -1 : Number(a > b);
  return descending ? -order : order;
}
