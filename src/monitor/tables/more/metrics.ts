import { type Field, field, having } from '../../fields/field.js';
import { METRIC_TYPES, type MetricSample } from '../../metrics/sample/block-samples.js';
import { block } from '../table.js';

const METRIC_FIELDS: readonly Field<MetricSample>[] = [
  having(
    { tone: 'strong', looked: 'word', json: { type: 'string' } },
    field('name', 'metric', 'text', 'Name of the metric', (metric) => metric.name),
  ),
  having(
    { json: { enum: [...METRIC_TYPES, null] } },
    field('type', '', 'text', 'counter, gauge, absolute or alias', (metric) => metric.type),
  ),
  having(
    { json: { type: ['number', 'null'] } },
    field(
      'value',
      'val',
      'count',
      'Its value; uWSGI collects most of them once a second',
      (metric) => metric.value,
    ),
  ),
  field(
    'growth_per_second',
    'rate rps',
    'per_second',
    'How much a counter grew per second in the last interval',
    (metric) => metric.perSecond,
  ),
  field('oid', '', 'text', 'Object identifier for SNMP', (metric) => metric.oid),
];

export const METRICS = block({
  kind: 'metric',
  about: { all: 'Metrics of the server', one: 'A metric of the server.' },
  entries: ({ sample: { body } }) => (body.kind === 'workers' ? body.workers.blocks.metrics : null),
  key: (metric) => metric.name,
  keysDiffer: true,
  name: (metric) => metric.name,
  fields: METRIC_FIELDS,
  columns: [
    ['name', 'METRIC', [36, 56, 80], 'left', 0],
    ['type', 'TYPE', [8, 8, 8], 'left', 3],
    ['value', 'VALUE', [20, 20, 20], 'right', 1],
    ['growth_per_second', 'RATE/s', [7, 7, 7], 'right', 2],
    ['oid', 'OID', [12, 16, 20], 'left', 4, 'OID', 1],
  ],
  firstSort: ['name', false],
  quickSorts: { id: 'name', rps: 'growth_per_second' },
  snapshotFields: 'name type value growth_per_second oid',
  empty: 'The stats list no metrics: set the option enable-metrics',
  note: 'uWSGI collects metrics about once a second. Rates are those of counters.',
  option: 'enable-metrics',
  of: 'workers',
});
