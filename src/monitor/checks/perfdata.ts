/** Performance data of a monitoring plugin: `label=value[unit];warn;crit;min;max`. */
import type { Field } from '../fields/field.js';
import { fieldNamed } from '../fields/field-lookup.js';
import { OVERVIEW_FIELDS } from '../fields/overview-fields.js';
import type { OverviewRow } from '../fields/overview-values.js';
import type { FilterExpression } from '../filter/filter.js';
import type { Observed } from '../metrics/observation.js';
import {
  type Comparison,
  comparedFields,
  overviewOf,
  overviewValue,
  shortName,
} from './overview-expression.js';

export interface CheckExpressions {
  readonly warn: FilterExpression | null;
  readonly crit: FilterExpression | null;
}

/** Fields that graphs are drawn of, and the one that is each one's most; fields of the expressions follow. */
const GRAPHED: readonly (readonly [name: string, most?: string])[] = [
  ['busy_ratio'],
  ['rps'],
  ['latency_seconds'],
  ['oldest_seconds'],
  ['in_flight', 'cores'],
  ['accepting', 'workers'],
  ['queue', 'queue_limit'],
  ['requests_total'],
  ['exceptions_total'],
  ['harakiri_total'],
  ['respawns_total'],
  ['rss_bytes'],
];

/** `server` stands before the labels where there are several; null where there is one. */
export function perfdata(
  observed: Observed,
  expressions: CheckExpressions,
  server: string | null,
): readonly string[] {
  const { warn, crit } = expressions;
  const asked = [...comparedFields(warn), ...comparedFields(crit)].filter(isNumber);
  const graphed = overviewOf(observed) === null ? [] : GRAPHED.map(([name]) => name);
  const names = new Set([...graphed, ...asked.map(({ name }) => name)]);
  return [...names].flatMap((name) => {
    const field = fieldNamed(OVERVIEW_FIELDS, name);
    return field === null ? [] : [datum(field, observed, expressions, server)];
  });
}

function isNumber({ unit }: Field<OverviewRow>): boolean {
  return unit !== 'text' && unit !== 'flag' && unit !== 'time' && unit !== 'id';
}

function datum(
  field: Field<OverviewRow>,
  observed: Observed,
  { warn, crit }: CheckExpressions,
  server: string | null,
): string {
  const most = GRAPHED.find(([name]) => name === field.name)?.[1];
  const limit = most === undefined ? null : overviewValue(observed, { name: most });
  const parts = [
    `${label(shortName(field), server)}=${valueText(field, overviewValue(observed, field))}`,
    range(field, warn),
    range(field, crit),
    '0',
    field.unit === 'ratio' ? '100' : numberText(field, limit),
  ];
  // Trends can be negative, and have no least value then.
  if (field.unit === 'bytes_per_hour') parts[3] = '';
  return parts.join(';').replace(/;+$/, '');
}

/** In quotes where it has a blank; neither `=` nor a quote may stand in a label. */
function label(name: string, server: string | null): string {
  return server === null ? name : `'${server.replace(/['=|]/g, '_')} ${name}'`;
}

/** `U`: the plugin could not tell. */
function valueText(field: Field<OverviewRow>, value: unknown): string {
  const text = numberText(field, value);
  return text === '' ? 'U' : `${text}${unitOf(field)}`;
}

function unitOf({ unit, name }: Field<OverviewRow>): string {
  if (unit === 'ratio') return '%';
  if (unit === 'seconds') return 's';
  if (unit === 'bytes') return 'B';
  return name.endsWith('_total') ? 'c' : '';
}

function numberText({ unit }: Pick<Field<OverviewRow>, 'unit'>, value: unknown): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return '';
  const number = unit === 'ratio' ? value * 100 : value;
  const decimals = unit === 'bytes' || unit === 'count' ? 0 : unit === 'seconds' ? 6 : 3;
  // Without an exponent, however large.
  return number.toFixed(decimals).replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros));
}

/**
 * The threshold of this field, where the expression is a comparison of it or one of several joined by `or`: anything else
 * is no range that a graph could show.
 */
function range(field: Field<OverviewRow>, expression: FilterExpression | null): string {
  const found = alternatives(expression).find(
    (one) => one.field === field.name && one.value.kind === 'number',
  );
  if (found?.value.kind !== 'number') return '';
  const bound = numberText(field, found.value.number);
  switch (found.operator) {
    case '>':
    case '>=':
      return bound;
    case '<':
    case '<=':
      return `${bound}:`;
    default:
      return '';
  }
}

function alternatives(expression: FilterExpression | null): readonly Comparison[] {
  if (expression?.kind === 'or') return [...alternatives(expression.left), ...alternatives(expression.right)];
  return expression?.kind === 'compare' ? [expression] : [];
}
