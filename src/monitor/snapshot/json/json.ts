import type { Layout, Snapshot } from '../snapshot.js';
import { jsonDocument } from './document.js';
import { jsonText } from './text.js';

/** One document and a line end: `json` for one snapshot, `ndjson` for a stream of them. */
export function renderJson(snapshot: Snapshot, layout: Layout): string {
  return `${jsonText(jsonDocument(snapshot, layout), layout.pretty)}\n`;
}
