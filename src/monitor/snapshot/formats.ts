import type { RenderSnapshot } from './snapshot.js';

/** Values of `-F`. */
export const FORMAT_NAMES = ['table', 'wide', 'json', 'ndjson', 'csv', 'tsv', 'openmetrics'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** Formats are loaded when they are used: a script that polls pays for one of them. */
export function loadFormat(name: FormatName): Promise<RenderSnapshot> {
  return LOAD[name]();
}

const LOAD: Readonly<Record<FormatName, () => Promise<RenderSnapshot>>> = {
  table: async () => (await import('./table/table.js')).renderTable,
  wide: async () => (await import('./table/table.js')).renderWide,
  json: async () => (await import('./json/json.js')).renderJson,
  ndjson: async () => (await import('./json/json.js')).renderJson,
  csv: async () => (await import('./separated/csv.js')).renderCsv,
  tsv: async () => (await import('./separated/tsv.js')).renderTsv,
  openmetrics: async () => (await import('./openmetrics/openmetrics.js')).renderOpenMetrics,
};
