/**
 * The time zone of this process. Node knows the names of `$TZ`; of what POSIX allows besides it takes half for UTC, and a path
 * for something else again.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { parsePosixZone, type UtcOffset } from './posix-zone.js';

interface LocalZone {
  readonly offset: UtcOffset;
  /** One sentence, where the zone is not known and UTC takes its place. */
  readonly problem: string | null;
}

/** Minutes to add to UTC at that moment, east positive. */
export function localUtcOffset(timeMs: number): number {
  const text = process.env['TZ'];
  if (known === null || known.text !== text) known = { text, zone: zoneOf(text) };
  return known.zone.offset(timeMs);
}

/** A time without a zone, which Node has taken for one in the zone that it takes for ours. */
export function asLocal(timeMs: number): number {
  return timeMs + (offsetOfNode(timeMs) - localUtcOffset(timeMs)) * 60_000;
}

let known: { readonly text: string | undefined; readonly zone: LocalZone } | null = null;

/** Of a value of `$TZ`. */
export function zoneOf(text: string | undefined): LocalZone {
  const name = text?.replace(/^:/, '');
  if (name === undefined) return { offset: offsetOfNode, problem: null };
  if (name === '' || name === 'UTC') return { offset: () => 0, problem: null };
  // Much faster than asking for the zone by its name, which Node has found itself.
  if (name === text && /^[A-Z]\w+\/\w+$/.test(name) && isMoved())
    return { offset: offsetOfNode, problem: null };
  const offset = name.startsWith('/') ? fileZone(name) : (namedZone(name) ?? parsePosixZone(name));
  if (offset !== null) return { offset, problem: null };
  return { offset: () => 0, problem: `Time zone TZ="${text}" is not known: times are in UTC` };
}

function offsetOfNode(timeMs: number): number {
  // No -0.
  return 0 - new Date(timeMs).getTimezoneOffset();
}

/** Node takes a name that it does not know for UTC. */
function isMoved(): boolean {
  return [0, 6].some((month) => offsetOfNode(Date.UTC(2026, month)) !== 0);
}

/** By name, as in `Europe/Berlin`. */
function namedZone(name: string): UtcOffset | null {
  if (/^[+-]?\d/.test(name)) return null;
  try {
    const format = new Intl.DateTimeFormat('en-US', { ...PARTS, timeZone: name });
    return (timeMs) => offsetIn(format, timeMs);
  } catch {
    return null;
  }
}

const PARTS: Intl.DateTimeFormatOptions = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
};

function offsetIn(format: Intl.DateTimeFormat, timeMs: number): number {
  const parts = format.formatToParts(timeMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  const wallMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return Math.round((wallMs - Math.floor(timeMs / 60_000) * 60_000) / 60_000);
}

/** A file of zone information: by the name that its path ends with, else by the rule that stands in its last line. */
function fileZone(path: string): UtcOffset | null {
  try {
    const [, name] = /\/zoneinfo\/(?:posix\/)?(.+)$/.exec(realpathSync(path)) ?? [];
    const named = name === undefined ? null : namedZone(name);
    return named ?? parsePosixZone(readFileSync(path, 'latin1').trimEnd().split('\n').at(-1) ?? '');
  } catch {
    return null;
  }
}
