import { jsonDocument } from './json-document.js';
import { jsonText } from './json-text.js';
import type { Layout, Snapshot } from './snapshot.js';

/** One document and a line end: `json` for one snapshot, `ndjson` for a stream of them. */
export function renderJson(snapshot: Snapshot, layout: Layout): string {
  return `${jsonText(jsonDocument(snapshot, layout), layout.pretty)}\n`;
}
