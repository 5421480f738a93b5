import type { FieldValue } from '../../fields/field.js';
import { cleanText } from '../../text/clean.js';
import {
  formatBytes,
  formatBytesPerHour,
  formatPercent,
  formatRate,
  formatSeconds,
} from '../../text/format.js';
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
  switch (field.unit) {
    case 'text':
    case 'flag':
    case 'id':
    case 'count':
      return Number.isFinite(value) ? String(Math.round(value)) : '-';
    case 'per_second':
      return formatRate(value);
    case 'seconds':
      return formatSeconds(value, field.grain);
    case 'bytes':
    case 'bytes_per_second':
      return formatBytes(value);
    case 'bytes_per_hour':
      return formatBytesPerHour(value);
    case 'ratio':
      return formatPercent(value);
    case 'time':
      return isoTime(value) ?? '-';
  }
}
