import type { FieldValue, Unit } from '../../fields/field.js';
import { cleanText } from '../../text/clean.js';
import type { Layout, Snapshot } from '../snapshot.js';
import { plainValue, renderSeparated } from './separated.js';

/*
 * RFC 4180: fields by comma, lines end in CR LF, quotes around what needs them and doubled inside. Unknown is an
 * empty field.
 *
 * Text is cleaned: a control character stands as `·`. Text that a spreadsheet would run as a formula (`=`, `+`, `-`,
 * `@` at its start, all of which a client can put in a URI or a header) gets an apostrophe in front, as spreadsheets
 * themselves write it. Whoever needs the exact text takes JSON or TSV.
 */
export function renderCsv(snapshot: Snapshot, layout: Layout): string {
  return renderSeparated(snapshot, layout, { separator: ',', lineEnd: '\r\n', cell: csvCell });
}

function csvCell(value: FieldValue, unit: Unit): string {
  const plain = plainValue(value, unit);
  if (typeof value !== 'string') return plain;
  const text = cleanText(plain, MAX_CELL);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** More than any request variable that uWSGI can hold. */
const MAX_CELL = 1024 * 1024;
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
