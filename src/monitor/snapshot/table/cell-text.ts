import type { FieldValue } from '../../fields/field.js';
import { unitText } from '../../fields/unit-text.js';
import { cleanText } from '../../text/clean.js';
import type { FieldHead } from '../dictionary.js';
import { isoTime } from '../json-value.js';

/** A value for people to read in a text table: cleaned, short, `-` for unknown. */
export function cellText(value: FieldValue, field: FieldHead): string {
  if (value === null) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return cleanText(value, MAX_CELL);
  return numberText(value, field);
}

/** A URI is never this long, and a table is for people. */
const MAX_CELL = 128 * 1024;

function numberText(value: number, field: FieldHead): string {
  const text = unitText(value, field);
  if (text !== null) return text;
  if (field.unit === 'time') return isoTime(value) ?? '-';
  return Number.isFinite(value) ? String(Math.round(value)) : '-';
}
