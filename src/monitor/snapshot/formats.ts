import type { RenderSnapshot } from './snapshot.js';

/** Formats are loaded when they are used: a script that polls pays for one of them. */
const FORMATS = {
  table: async () => (await import('./table/table.js')).renderTable,
  wide: async () => (await import('./table/table.js')).renderWide,
  json: async () => (await import('./json/json.js')).renderJson,
  ndjson: async () => (await import('./json/json.js')).renderJson,
  csv: async () => (await import('./separated/csv.js')).renderCsv,
  tsv: async () => (await import('./separated/tsv.js')).renderTsv,
  openmetrics: async () => (await import('./openmetrics/openmetrics.js')).renderOpenMetrics,
} as const satisfies Readonly<Record<string, () => Promise<RenderSnapshot>>>;

export type FormatName = keyof typeof FORMATS;

/** Values of `-F`; every key of the table is one. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

export function loadFormat(name: FormatName): Promise<RenderSnapshot> {
  return FORMATS[name]();
}
