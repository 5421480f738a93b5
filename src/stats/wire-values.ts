import { MAX_ENTRIES, tooManyEntries } from './json-limits.js';

/** Checks of parsed values: the right type, or `null` for unknown. */

/** An object as it was parsed: any keys, values of any type. */
export type WireRecord = Readonly<Record<string, unknown>>;

/** The same, seen as what it should be one day: a misspelt field does not compile. */
export type Wire<T> = { readonly [Field in keyof T]?: unknown };

export function isRecord(value: unknown): value is WireRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Beyond 2^53 numbers are rounded, never refused: a server's clock that steps back makes such counters. */
export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** For the names that make an entry: an entry without one keeps its place in the list. */
export function textOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Entries of a list of objects. One that is no object stays as an empty one, because positions mean something. Throws
 * `StatsParseError` for a list past the limit.
 */
export function recordsIn<T>(list: readonly unknown[], convert: (entry: Wire<T>) => T): readonly T[] {
  if (list.length > MAX_ENTRIES) throw tooManyEntries();
  const converted: T[] = [];
  for (const entry of list) converted.push(convert(isRecord(entry) ? entry : NO_FIELDS));
  return converted;
}

export function recordsOrNull<T>(value: unknown, convert: (entry: Wire<T>) => T): readonly T[] | null {
  return Array.isArray(value) ? recordsIn(value, convert) : null;
}

export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

const NO_FIELDS: WireRecord = {};
