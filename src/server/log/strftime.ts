import { localUtcOffset } from '../../time-zone/local-zone.js';
import { wallTime } from '../../time-zone/wall-time.js';

/** The conversions of C's strftime that log formats use, in local time; others stay as they are. */
export function formatStrftime(format: string, ms: number): string {
  const wall = wallTime(ms);
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => CONVERSIONS[letter]?.(wall, ms) ?? whole);
}

const two = (value: number): string => String(value).padStart(2, '0');
/** Of `Sun, 22 Nov 2026 14:03:54 GMT` */
const word = (date: Date, index: number): string => date.toUTCString().split(/,? /)[index] ?? '';

const CONVERSIONS: Readonly<Record<string, (wall: Date, ms: number) => string>> = {
  '%': () => '%',
  Y: (wall) => String(wall.getUTCFullYear()),
  y: (wall) => two(wall.getUTCFullYear() % 100),
  m: (wall) => two(wall.getUTCMonth() + 1),
  d: (wall) => two(wall.getUTCDate()),
  e: (wall) => String(wall.getUTCDate()).padStart(2, ' '),
  H: (wall) => two(wall.getUTCHours()),
  M: (wall) => two(wall.getUTCMinutes()),
  S: (wall) => two(wall.getUTCSeconds()),
  a: (wall) => word(wall, 0),
  b: (wall) => word(wall, 2),
  F: (wall) => `${wall.getUTCFullYear()}-${two(wall.getUTCMonth() + 1)}-${two(wall.getUTCDate())}`,
  T: (wall) => wall.toISOString().slice(11, 19),
  s: (_, ms) => String(Math.floor(ms / 1000)),
  z: (_, ms) => zone(localUtcOffset(ms)),
};

function zone(minutes: number): string {
  const sign = minutes < 0 ? '-' : '+';
  return `${sign}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
}
