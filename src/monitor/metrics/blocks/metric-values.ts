import type { MetricStats } from '../../../stats/master-blocks.js';
import type { MetricSample } from '../sample/block-samples.js';
import { growth, perSecond } from '../sample/counters.js';

/**
 * There may be many thousand, most of them still: those are the same objects as in the sample before, so that keeping
 * many samples costs what changed.
 */
export function metricSamples(
  metrics: readonly MetricStats[],
  before: readonly MetricSample[] | null,
  seconds: number | null,
): readonly MetricSample[] {
  const find = finderIn(before ?? []);
  return metrics.map((metric, index) => {
    const earlier = find(metric.name, index);
    const sample = metricSample(metric, earlier ?? null, seconds);
    return earlier !== undefined && isSame(earlier, sample) ? earlier : sample;
  });
}

function metricSample(
  metric: MetricStats,
  before: MetricSample | null,
  seconds: number | null,
): MetricSample {
  const type = TYPES[metric.type ?? -1] ?? null;
  const grown = type === 'counter' && before !== null ? growth(before.value, metric.value) : null;
  return {
    name: metric.name,
    type,
    value: metric.value,
    perSecond: perSecond(grown, seconds),
    oid: metric.oid === '' ? null : metric.oid,
  };
}

function isSame(a: MetricSample, b: MetricSample): boolean {
  return a.value === b.value && a.perSecond === b.perSecond && a.type === b.type && a.oid === b.oid;
}

const TYPES: readonly MetricSample['type'][] = ['counter', 'gauge', 'absolute', 'alias'];

/** Metrics keep their places as long as none is registered: a table of names is made only when one is not in its place. */
function finderIn(
  before: readonly MetricSample[],
): (name: string, index: number) => MetricSample | undefined {
  let byName: ReadonlyMap<string, MetricSample> | null = null;
  return (name, index) => {
    const inPlace = before[index];
    if (inPlace?.name === name) return inPlace;
    byName ??= new Map(before.map((metric) => [metric.name, metric]));
    return byName.get(name);
  };
}
