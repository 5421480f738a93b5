import type { FieldValue, Unit } from '../fields/field.js';

/** A value as JSON has it: times in ISO 8601, numbers without meaningless digits, unknown is null. */
export function jsonValue(value: FieldValue, unit: Unit): FieldValue {
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) return null;
  if (unit === 'time') return isoTime(value);
  return rounded(value, DECIMALS[unit]);
}

/** `2026-11-22T13:20:27.104Z`, whole seconds without a fraction; null outside the years that ISO 8601 can write. */
export function isoTime(timeMs: number | null): string | null {
  if (timeMs === null || !(Math.abs(timeMs) <= LAST_DATE_MS)) return null;
  return new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

export function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  const scaled = value * factor;
  return Math.abs(scaled) < Number.MAX_SAFE_INTEGER ? Math.round(scaled) / factor : value;
}

const LAST_DATE_MS = 8.64e15;

const DECIMALS: Readonly<Record<Unit, number>> = {
  text: 0,
  flag: 0,
  id: 0,
  count: 3,
  per_second: 3,
  seconds: 6,
  bytes: 0,
  bytes_per_second: 0,
  bytes_per_hour: 0,
  ratio: 4,
  time: 0,
};
