import { type Field, field, having } from '../fields/field.js';
import { OVERVIEW_FIELDS } from '../fields/overview-fields.js';
import { ROUTE_FIELDS } from '../fields/route-fields.js';
import { TABLES } from '../tables/tables.js';
import { WORKER_FIELDS } from '../tables/worker-fields.js';
import { CORE_FIELDS } from './core-fields.js';
import type { TableView } from './views.js';

/** A field of whatever row, its accessor out of reach: enough to choose, check and title it. */
export type FieldHead = Field<never>;

/**
 * Fields that are no number of a row. `time` stands in every view, so that lines of several readings can be told
 * apart; `environ` holds the request variables, which have to be redacted first. `parts.ts` gives both their values.
 */
export const TIME: FieldHead = field('time', '', 'time', 'When the reading arrived', () => null);
export const ENVIRON: FieldHead = having(
  { json: { type: 'object', additionalProperties: { type: 'string' } } },
  field(
    'environ',
    'vars',
    'text',
    'All request variables as a JSON object; cookies and other secrets are [redacted] unless --reveal',
    () => null,
  ),
);

/** Everything that `--fields` and `--sort` may name in a view, in order. */
export function fieldHeadsOf(view: TableView): readonly FieldHead[] {
  switch (view) {
    case 'overview':
      return OVERVIEW_FIELDS;
    case 'workers':
      return [TIME, ...WORKER_FIELDS.filter((field) => field.name !== 'core')];
    case 'cores':
      return [TIME, ...CORE_FIELDS];
    case 'routes':
      return [TIME, ...ROUTE_FIELDS];
    case 'requests':
      return [TIME, ...TABLES.requests.fields, ENVIRON];
    default:
      return [TIME, ...TABLES[view].fields];
  }
}
