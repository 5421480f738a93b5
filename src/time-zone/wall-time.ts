import { localUtcOffset } from './local-zone.js';

/**
 * The wall clock of this process: what the `getUTC…` methods of the result say. Those without `UTC` are of the zone that Node
 * takes for `$TZ`, which is UTC for most of what POSIX allows.
 */
export function wallTime(timeMs: number): Date {
  return new Date(timeMs + localUtcOffset(timeMs) * 60_000);
}
