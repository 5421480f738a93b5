import type { SocketStats, WorkersDocument } from '../../../stats/schema.js';
import { countOf, greater, positiveOf } from '../sample/counters.js';
import { extendQueueTrend, type QueueTrend } from '../sample/mean-trend.js';
import type { SocketSample } from '../sample/sample.js';

/** State of a watched socket, by position in the document, as names may repeat. */
export interface WatchedSocket {
  readonly name: string;
  readonly peakQueue: number | null;
  /** Local time since when it is full; null: it is not. */
  readonly fullSinceMs: number | null;
  readonly trend: QueueTrend;
  /** The kernel's last answer and its time. */
  readonly listen: (ListenQueue & { readonly timeMs: number }) | null;
}

/** A queue from elsewhere than the stats. */
export interface ListenQueue {
  readonly queue: number;
  readonly limit: number;
}

export interface SocketFindings {
  readonly samples: readonly SocketSample[];
  readonly watched: readonly WatchedSocket[];
}

interface SocketReading {
  readonly document: WorkersDocument;
  readonly nowMs: number;
  readonly listenQueues: ReadonlyMap<string, ListenQueue>;
}

export function observeSockets(
  { document, nowMs, listenQueues }: SocketReading,
  watched: readonly WatchedSocket[],
): SocketFindings {
  const pairs = (document.sockets ?? []).map((socket, index) => {
    const before = watched[index];
    const known = before?.name === socket.name ? before : null;
    const told = listenQueues.get(socket.name);
    const listen = told === undefined ? null : { ...told, timeMs: nowMs };
    const informed = listen === null ? known : { ...(known ?? NEVER_WATCHED), name: socket.name, listen };
    return observeSocket(socket, informed, nowMs);
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

/** Fills in the kernel's answer about a socket whose queue the stats lack; null: it had none. */
export function withListenQueue(
  socket: SocketSample,
  before: WatchedSocket | null,
  told: ListenQueue | null,
  nowMs: number,
): SocketPair {
  const watched = before ?? NEVER_WATCHED;
  if (socket.source === 'stats') return { sample: socket, watched: { ...watched, name: socket.name } };
  const listen = told === null ? null : { ...told, timeMs: nowMs };
  return followed(socket, { queue: null, queueLimit: null }, { ...watched, listen }, nowMs);
}

interface SocketPair {
  readonly sample: SocketSample;
  readonly watched: WatchedSocket;
}

const NEVER_WATCHED: WatchedSocket = {
  name: '',
  peakQueue: null,
  fullSinceMs: null,
  trend: { step: 0, steps: [] },
  listen: null,
};

function observeSocket(socket: SocketStats, before: WatchedSocket | null, nowMs: number): SocketPair {
  const about = { name: socket.name, protocol: socket.proto, isUnix: isUnixSocket(socket.name) };
  return followed(about, queueOf(socket), before, nowMs);
}

/** The kernel is asked every few seconds; an older answer no longer counts. */
const LISTEN_FRESH_MS = 11_000;

function followed(
  about: Pick<SocketSample, 'name' | 'protocol' | 'isUnix'>,
  measured: Pick<SocketSample, 'queue' | 'queueLimit'>,
  before: WatchedSocket | null,
  nowMs: number,
): SocketPair {
  const told = before?.listen ?? null;
  const listen = told !== null && Math.abs(nowMs - told.timeMs) <= LISTEN_FRESH_MS ? told : null;
  const fromKernel = measured.queue === null && listen !== null;
  const queue = fromKernel ? listen.queue : measured.queue;
  const queueLimit = fromKernel ? positiveOf(listen.limit) : measured.queueLimit;
  const trend = extendQueueTrend(before?.trend ?? null, nowMs, queue);
  const fullRatio = queue === null || queueLimit === null ? null : Math.min(1, queue / queueLimit);
  const peakQueue = greater(before?.peakQueue ?? null, queue);
  const fullSinceMs = fullRatio === 1 ? Math.min(nowMs, before?.fullSinceMs ?? nowMs) : null;
  const sample: SocketSample = {
    name: about.name,
    protocol: about.protocol,
    isUnix: about.isUnix,
    queue,
    queueLimit,
    fullRatio,
    peakQueue,
    fullForSeconds: fullForSeconds(fullRatio, fullSinceMs, nowMs),
    queueTrend: trend.steps,
    source: fromKernel ? 'ss' : queue === null ? 'none' : 'stats',
  };
  return { sample, watched: { name: about.name, peakQueue, fullSinceMs, trend, listen } };
}

/**
 * Linux reports the backlog of TCP sockets only; uWSGI writes 0 of 0 for all others, and for TCP during the first second.
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
