import { cleanText } from '../../text/clean.js';

/** One family of OpenMetrics series. */
export interface MetricFamily {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly series: readonly MetricSeries[];
}

interface MetricSeries {
  readonly labels: Labels;
  /** Unknown ones are left out. */
  readonly value: number | boolean | null;
}

export type Labels = Readonly<Record<string, string | number>>;

/**
 * Families as text, without the closing `# EOF`. `shared` labels come first in every series. Two series of the same
 * labels (a server may list a socket twice) would spoil the whole exposition: the first one stands.
 *
 * A counter is declared under its full name, `_total` included. OpenMetrics would leave it out there, but every
 * reader of the Prometheus text format (promtool, the node exporter's textfile collector) takes the counter for
 * untyped then, and Prometheus reads both.
 */
export function metricText(families: readonly MetricFamily[], shared: Labels): string {
  return families.map((family) => familyText(family, shared)).join('');
}

function familyText(family: MetricFamily, shared: Labels): string {
  const lines = new Map<string, string>();
  for (const { labels, value } of family.series) {
    const key = family.name + labelText({ ...shared, ...labels });
    if (value !== null && Number.isFinite(Number(value)) && !lines.has(key)) {
      lines.set(key, `${key} ${Number(value)}\n`);
    }
  }
  if (lines.size === 0) return '';
  const head = `# HELP ${family.name} ${family.help}\n# TYPE ${family.name} ${family.type}\n`;
  return head + [...lines.values()].join('');
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${labelValue(String(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function labelValue(text: string): string {
  return cleanText(text).replace(/[\\"]/g, '\\$&');
}
