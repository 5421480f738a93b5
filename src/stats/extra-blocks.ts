import { MAX_DEPTH, MAX_ENTRIES, tooDeep, tooManyEntries } from './json-limits.js';
import type { WireRecord } from './wire-values.js';

const TYPED_KEYS: ReadonlySet<string> = new Set([
  'version',
  'pid',
  'uid',
  'gid',
  'cwd',
  'listen_queue',
  'signal_queue',
  'load',
  'sockets',
  'workers',
]);

/**
 * The blocks that have no types of their own here, as they were parsed, but never deeper or longer than whoever reads
 * and prints them can follow. Throws `StatsParseError` past the limits.
 */
export function extraBlocksFrom(wire: WireRecord): WireRecord {
  const extra: Record<string, unknown> = {};
  for (const key of Object.keys(wire)) {
    if (TYPED_KEYS.has(key) || key === '__proto__') continue;
    requireBounded(wire[key], MAX_DEPTH - 1);
    extra[key] = wire[key];
  }
  return extra;
}

/** Without lists of keys and values: with many thousand metrics they cost more than parsing. */
function requireBounded(value: unknown, levelsLeft: number): void {
  if (!isContainer(value)) return;
  if (levelsLeft === 0) throw tooDeep();
  let entries = 0;
  for (const key in value) {
    entries += 1;
    if (entries > MAX_ENTRIES) throw tooManyEntries();
    requireBounded(value[key], levelsLeft - 1);
  }
}

/** An object, or a list with its places as keys. */
function isContainer(value: unknown): value is WireRecord {
  return typeof value === 'object' && value !== null;
}
