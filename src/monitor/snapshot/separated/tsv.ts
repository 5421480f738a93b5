import type { FieldValue, Unit } from '../../fields/field.js';
import { cleanText } from '../../text/clean.js';
import type { Layout, Snapshot } from '../snapshot.js';
import { plainValue, renderSeparated } from './separated.js';

/*
 * One line a row, fields by tab, unknown is an empty field: what `cut`, `awk -F'\t'` and `read` take. In text, tab,
 * line feed, carriage return and backslash are written `\t \n \r \\`; other controls stand as `·`.
 */
export function renderTsv(snapshot: Snapshot, layout: Layout): string {
  return renderSeparated(snapshot, layout, { separator: '\t', lineEnd: '\n', cell: tsvCell });
}

function tsvCell(value: FieldValue, unit: Unit): string {
  const plain = plainValue(value, unit);
  if (typeof value !== 'string') return plain;
  return cleanText(
    plain.replace(/[\t\n\r\\]/g, (character) => ESCAPES[character] ?? character),
    MAX_CELL,
  );
}

/** More than any request variable that uWSGI can hold. */
const MAX_CELL = 1024 * 1024;
const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };
