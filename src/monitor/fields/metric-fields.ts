import type { MetricSample } from '../metrics/sample/block-samples.js';
import { type Field, field } from './field.js';

export const METRIC_FIELDS: readonly Field<MetricSample>[] = [
  field('name', 'metric', 'text', 'Name of the metric', (metric) => metric.name),
  field('type', '', 'text', 'counter, gauge, absolute or alias', (metric) => metric.type),
  field(
    'value',
    'val',
    'count',
    'Its value; uWSGI collects most of them once a second',
    (metric) => metric.value,
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
