/** Connections wait and none of them is served, although not every core is at work. */
import type { Totals } from '../sample/sample.js';
import { isAllOccupied } from './occupied.js';
import type { WatchedServer } from './watched-server.js';

interface Unserved {
  readonly sinceMs: number;
  readonly reason: UnservedReason;
}

export type UnservedReason =
  /** Workers seem to be free and take nothing: frozen, or cut off from the socket. */
  | 'not-taken'
  | 'paused'
  | 'cheap'
  /** After it had served, no worker came back. */
  | 'starting';

/** Seconds. The master looks at its queues once a second: three looks are no burst. */
const SECONDS: Readonly<Record<UnservedReason, number>> = {
  'not-taken': 1.9,
  paused: 5,
  cheap: 5,
  starting: 5,
};

interface Load {
  readonly totals: Totals;
  readonly server: WatchedServer | null;
  readonly nowMs: number;
}

export function unserved({ totals, server, nowMs }: Load): Unserved | null {
  const sinceMs = server?.streaks.unservedSinceMs ?? null;
  if (sinceMs === null) return null;
  const reason = reasonOf(totals, server?.hasServed ?? false);
  if (reason === null || nowMs - sinceMs < SECONDS[reason] * 1000) return null;
  return { sinceMs, reason };
}

/** By a signal, or a debugger: requests wait that seem to be in hand. */
export function areAllStopped(stopped: readonly number[], { workersUp }: Totals): boolean {
  return workersUp > 0 && stopped.length >= workersUp;
}

/** For the streak: what holds at one reading. */
export function isUnserved(totals: Totals): boolean {
  return (totals.queue ?? 0) > 0 && (totals.requestsPerSecond ?? 0) === 0 && !isAllOccupied(totals);
}

/** A server that has never served yet may load for as long as that takes. */
function reasonOf(totals: Totals, hasServed: boolean): UnservedReason | null {
  const { workers, workersUp } = totals;
  const { pause = 0, cheap = 0, drain = 0, unknown = 0 } = totals.workersByState;
  if (workers === 0) return null;
  if (cheap + drain === workers) return 'cheap';
  if (workersUp === 0) return hasServed ? 'starting' : null;
  if (unknown === workersUp) return null;
  return pause === workersUp ? 'paused' : 'not-taken';
}
