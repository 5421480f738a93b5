/** An expression of the filter language over one reading of a server. */
import type { Field, FieldValue } from '../fields/field.js';
import { fieldNamed } from '../fields/field-lookup.js';
import { OVERVIEW_FIELDS } from '../fields/overview-fields.js';
import type { OverviewRow, ServerRow } from '../fields/overview-values.js';
import { SERVER_FIELDS } from '../fields/server-fields.js';
import type { FilterExpression } from '../filter/filter.js';
import { filterPredicate } from '../filter/match.js';
import type { Observed } from '../metrics/observation.js';
import { cellText } from '../snapshot/table/cell-text.js';

/** A document without workers has the fields that every server has; all others are unknown there. */
export function holds(expression: FilterExpression, observed: Observed): boolean {
  const overview = overviewOf(observed);
  return overview === null
    ? filterPredicate(expression, SERVER_FIELDS)(observed satisfies ServerRow)
    : filterPredicate(expression, OVERVIEW_FIELDS)(overview);
}

/** null: the document has no workers. */
export function overviewOf({ sample, verdict }: Observed): OverviewRow | null {
  return sample.body.kind === 'workers' ? { sample, verdict, body: sample.body.workers } : null;
}

export function overviewValue(observed: Observed, { name }: Pick<Field<never>, 'name'>): FieldValue {
  const overview = overviewOf(observed);
  return overview === null
    ? (fieldNamed(SERVER_FIELDS, name)?.value(observed) ?? null)
    : (fieldNamed(OVERVIEW_FIELDS, name)?.value(overview) ?? null);
}

/** Fields that the expression compares, each once, in their order there. */
export function comparedFields(expression: FilterExpression | null): readonly Field<OverviewRow>[] {
  const names = comparisonsIn(expression).map(({ field }) => field);
  return [...new Set(names)].flatMap((name) => fieldNamed(OVERVIEW_FIELDS, name) ?? []);
}

export type Comparison = Extract<FilterExpression, { readonly kind: 'compare' }>;

function comparisonsIn(expression: FilterExpression | null): readonly Comparison[] {
  switch (expression?.kind) {
    case 'and':
    case 'or':
      return [...comparisonsIn(expression.left), ...comparisonsIn(expression.right)];
    case 'not':
      return comparisonsIn(expression.of);
    case 'compare':
      return [expression];
    default:
      return [];
  }
}

/** `busy 72%, queue 3`, by the shortest names; a value that is not known says so. */
export function valuesText(fields: readonly Field<OverviewRow>[], observed: Observed): string {
  return fields
    .map((field) => {
      const value = overviewValue(observed, field);
      return `${shortName(field)} ${value === null ? 'unknown' : cellText(value, field)}`;
    })
    .join(', ');
}

/** Without its unit, where that is no other field's name: `busy`, `latency`, `queue_ratio`. */
export function shortName({ name }: Field<OverviewRow>): string {
  const plain = name.replace(/_(?:seconds|bytes|ratio|total)$/, '');
  return OVERVIEW_FIELDS.some((other) => other.name === plain) ? name : plain;
}
