import type { SocketStats, WorkersDocument } from '../../stats/schema.js';
import { countOf, greater, positiveOf } from './counters.js';
import type { SocketSample } from './sample.js';

/** What watching a socket taught: by position in the document, as names may repeat. */
export interface WatchedSocket {
  readonly name: string;
  readonly peakQueue: number | null;
  /** Local time since when it is full; null: it is not. */
  readonly fullSinceMs: number | null;
}

export interface SocketFindings {
  readonly samples: readonly SocketSample[];
  readonly watched: readonly WatchedSocket[];
}

export function observeSockets(
  document: WorkersDocument,
  watched: readonly WatchedSocket[],
  nowMs: number,
): SocketFindings {
  const pairs = (document.sockets ?? []).map((socket, index) => {
    const before = watched[index];
    return observeSocket(socket, before?.name === socket.name ? before : null, nowMs);
  });
  return { samples: pairs.map((pair) => pair.sample), watched: pairs.map((pair) => pair.watched) };
}

/** The socket that is nearest to its limit; null when none can be measured. */
export function fullestSocket(sockets: readonly SocketSample[]): SocketSample | null {
  return sockets.reduce<SocketSample | null>(
    (fullest, socket) => (socket.queue !== null && isFuller(socket, fullest) ? socket : fullest),
    null,
  );
}

function observeSocket(socket: SocketStats, before: WatchedSocket | null, nowMs: number) {
  const { queue, queueLimit } = queueOf(socket);
  const fullRatio = queue === null || queueLimit === null ? null : Math.min(1, queue / queueLimit);
  const peakQueue = greater(before?.peakQueue ?? null, queue);
  const fullSinceMs = fullRatio === 1 ? Math.min(nowMs, before?.fullSinceMs ?? nowMs) : null;
  const sample: SocketSample = {
    name: socket.name,
    protocol: socket.proto,
    queue,
    queueLimit,
    fullRatio,
    peakQueue,
    fullForSeconds: fullForSeconds(fullRatio, fullSinceMs, nowMs),
    source: queue === null ? 'none' : 'stats',
  };
  return { sample, watched: { name: socket.name, peakQueue, fullSinceMs } };
}

/**
 * Linux tells the backlog of TCP sockets only; uWSGI writes 0 of 0 for all others, and for TCP during the first second.
 * Versions before 2.0 tell no limit. Who gives a unix socket a limit (tsgi, a patched kernel) has measured it.
 */
function queueOf(socket: SocketStats): Pick<SocketSample, 'queue' | 'queueLimit'> {
  const hasLimit = (positiveOf(socket.max_queue) ?? 0) > 0;
  const unmeasured = socket.max_queue === 0 || (isUnixSocket(socket.name) && !hasLimit);
  if (unmeasured) return { queue: null, queueLimit: null };
  return { queue: countOf(socket.queue), queueLimit: positiveOf(socket.max_queue) };
}

function isUnixSocket(name: string): boolean {
  return name.startsWith('/') || name.startsWith('@') || !name.includes(':');
}

function fullForSeconds(fullRatio: number | null, sinceMs: number | null, nowMs: number): number | null {
  if (fullRatio === null) return null;
  return sinceMs === null ? 0 : (nowMs - sinceMs) / 1000;
}

function isFuller(socket: SocketSample, other: SocketSample | null): boolean {
  if (other === null) return true;
  const difference = (socket.fullRatio ?? 0) - (other.fullRatio ?? 0);
  return difference > 0 || (difference === 0 && (socket.queue ?? 0) > (other.queue ?? 0));
}
