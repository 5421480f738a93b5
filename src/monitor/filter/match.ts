import type { Field, FieldValue } from '../fields/field.js';
import { fieldNamed } from '../fields/field-lookup.js';
import type { CompareOperator, CompareValue, FilterExpression } from './filter.js';

/**
 * Row predicate for a filter, for rows of any table; null matches every row.
 *
 * Bare words and patterns look at what a row is about (request, URI, state, name). A comparison with a value that is
 * not known is false, `!=` and `!~` included; `field=-` finds just those. `not` turns any of it round. Text is compared
 * without regard to case.
 */
export function filterPredicate<Row>(
  expression: FilterExpression | null,
  fields: readonly Field<Row>[],
): (row: Row) => boolean {
  return expression === null ? () => true : predicateFor(expression, fields);
}

/** The texts that bare words and searches look at. */
export function textFields<Row>(fields: readonly Field<Row>[]): readonly Field<Row>[] {
  const telling = fields.filter((field) => field.looked === 'word');
  return telling.length > 0 ? telling : fields.filter((field) => field.unit === 'text');
}

function predicateFor<Row>(
  expression: FilterExpression,
  fields: readonly Field<Row>[],
): (row: Row) => boolean {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return joined(
        expression.kind,
        predicateFor(expression.left, fields),
        predicateFor(expression.right, fields),
      );
    case 'not': {
      const inner = predicateFor(expression.of, fields);
      return (row) => !inner(row);
    }
    case 'word': {
      const word = expression.text.toLowerCase();
      return anyText(fields, (text) => text.toLowerCase().includes(word));
    }
    case 'pattern':
      return anyText(fields, (text) => expression.pattern.test(text));
    case 'compare':
      return comparison(fieldNamed(fields, expression.field), expression.operator, expression.value);
  }
}

function joined<Row>(
  kind: 'and' | 'or',
  left: (row: Row) => boolean,
  right: (row: Row) => boolean,
): (row: Row) => boolean {
  return kind === 'and' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
}

function anyText<Row>(fields: readonly Field<Row>[], test: (text: string) => boolean): (row: Row) => boolean {
  const looked = textFields(fields);
  return (row) =>
    looked.some((field) => {
      const value = field.value(row);
      return value !== null && test(String(value));
    });
}

/** A field that this table lacks is as good as unknown. */
function comparison<Row>(
  field: Field<Row> | null,
  operator: CompareOperator,
  wanted: CompareValue,
): (row: Row) => boolean {
  const known = field === null ? () => null : field.value;
  if (wanted.kind === 'unknown') return (row) => (known(row) === null) === (operator === '=');
  return (row) => {
    const value = known(row);
    return value !== null && holds(value, operator, wanted);
  };
}

function holds(
  value: Exclude<FieldValue, null>,
  operator: CompareOperator,
  wanted: Exclude<CompareValue, { readonly kind: 'unknown' }>,
): boolean {
  switch (wanted.kind) {
    case 'pattern':
      return wanted.pattern.test(String(value)) === (operator === '~');
    case 'text':
      return (String(value).toLowerCase() === wanted.text.toLowerCase()) === (operator === '=');
    case 'flag':
      return (value === wanted.flag) === (operator === '=');
    case 'number':
      return typeof value === 'number' && ordered(value, operator, wanted.number);
  }
}

function ordered(value: number, operator: CompareOperator, wanted: number): boolean {
  switch (operator) {
    case '=':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '>':
      return value > wanted;
    case '<':
      return value < wanted;
    case '>=':
      return value >= wanted;
    case '<=':
      return value <= wanted;
    case '~':
    case '!~':
      return false;
  }
}
