import { formatBytes, formatBytesPerHour, formatPercent, formatRate, formatSeconds } from '../text/format.js';
import type { Field } from './field.js';

/** A number of a field by its unit, the same on the screen and in snapshots; null for units where they differ. */
export function unitText(
  value: number,
  { unit, grain }: Pick<Field<never>, 'unit' | 'grain'>,
): string | null {
  switch (unit) {
    case 'per_second':
      return formatRate(value);
    case 'seconds':
      return formatSeconds(value, grain);
    case 'bytes':
    case 'bytes_per_second':
      return formatBytes(value);
    case 'bytes_per_hour':
      return formatBytesPerHour(value);
    case 'ratio':
      return formatPercent(value);
    default:
      return null;
  }
}
