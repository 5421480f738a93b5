// Compares a stats document of ours with a captured one of uWSGI's: every object has uWSGI's keys in uWSGI's order and
// then perhaps more, every value is of the same type. Values themselves are nobody's business here.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { fixturePath, readFixture } from '../../fixtures.js';

export type Json = number | string | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Keys that only documents of servers with more than plain workers have. */
const optionalBlocks = ['daemons', 'caches', 'metrics', 'spoolers', 'crons', 'legions'];

/** The documents of plain masters of the version line that has not changed since 2016, by file name. */
export function capturedDocuments(): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>();
  for (const name of readdirSync(fixturePath('corpus'))) {
    if (!name.endsWith('.json')) continue;
    const document = parsedOrNull(readFixture(`corpus/${name}`).toString('latin1'));
    if (!isObject(document) || !('workers' in document) || name.startsWith('version-2.1')) continue;
    if (optionalBlocks.some((key) => key in document) || !hasLength(document['workers'])) continue;
    found.set(name, document);
  }
  return found;
}

/** Fails with the path of the first difference. */
export function assertSameShape(theirs: Json, ours: Json): void {
  assert.equal(differenceIn(theirs, ours, ''), null);
}

function differenceIn(theirs: Json, ours: Json, path: string): string | null {
  if (isList(theirs)) return isList(ours) ? listDifference(theirs, ours, path) : `${path}: not a list`;
  if (isObject(theirs))
    return isObject(ours) ? objectDifference(theirs, ours, path) : `${path}: not an object`;
  if (typeof ours !== typeof theirs) return `${path}: ${typeof ours}, not ${typeof theirs}`;
  if (typeof ours === 'number' && !Number.isSafeInteger(ours)) return `${path}: ${ours} is no integer`;
  return null;
}

function objectDifference(
  theirs: { readonly [key: string]: Json },
  ours: { readonly [key: string]: Json },
  path: string,
): string | null {
  const keys = Object.keys(theirs);
  const same = Object.keys(ours).slice(0, keys.length);
  if (same.join() !== keys.join()) return `${path}: keys ${same}, not ${keys}`;
  for (const key of keys) {
    const difference = differenceIn(theirs[key] ?? null, ours[key] ?? null, `${path}.${key}`);
    if (difference !== null) return difference;
  }
  return null;
}

/** Each of their items has one of ours that is like it. We have no locks. */
function listDifference(theirs: readonly Json[], ours: readonly Json[], path: string): string | null {
  if (path === '.locks') return null;
  for (const item of theirs) {
    const differences = ours.map((own) => differenceIn(item, own, `${path}[]`));
    if (!differences.includes(null)) return differences[0] ?? `${path}: empty`;
  }
  return null;
}

function parsedOrNull(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}

function hasLength(value: Json | undefined): boolean {
  return value !== undefined && isList(value) && value.length > 0;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !isList(value);
}
