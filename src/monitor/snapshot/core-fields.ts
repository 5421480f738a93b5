import type { Field } from '../fields/field.js';
import type { CoreRow, WorkerRow } from '../tables/row.js';
import { WORKER_FIELDS } from '../tables/worker-fields.js';

/**
 * Fields of one core (thread or async core). Taken from the dictionary of the main table, with two names that
 * say it better where a line is a core and nothing else: `id` is the core's own number, `in_request` a flag.
 */
export const CORE_FIELDS: readonly Field<CoreRow>[] = WORKER_FIELDS.filter(
  (field) => field.ofCores !== false,
).map(asCoreField);

function asCoreField(field: Field<WorkerRow | CoreRow>): Field<CoreRow> {
  if (field.name === 'core') {
    return { ...field, name: 'id', aliases: ['core'], about: 'Number of the core in its worker' };
  }
  if (field.name !== 'in_flight') return field;
  return {
    name: 'in_request',
    aliases: ['in', 'in_flight'],
    unit: 'flag',
    about: 'Whether it works on a request at the moment of the reading',
    value: (row) => row.core.inRequest,
  };
}
