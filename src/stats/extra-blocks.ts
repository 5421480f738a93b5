import { MAX_DEPTH, tooDeep } from './json-limits.js';
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

/** The blocks that have no types of their own, as they were parsed, but never deeper than whoever prints them can follow. */
export function extraBlocksFrom(wire: WireRecord): WireRecord {
  const extra: Record<string, unknown> = {};
  for (const key of Object.keys(wire)) {
    if (TYPED_KEYS.has(key) || key === '__proto__') continue;
    requireShallow(wire[key], MAX_DEPTH - 1);
    extra[key] = wire[key];
  }
  return extra;
}

function requireShallow(value: unknown, levelsLeft: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (levelsLeft === 0) throw tooDeep();
  for (const inner of Object.values(value)) requireShallow(inner, levelsLeft - 1);
}
