/** The sentences behind a verdict on workers. Raw: URIs and socket names are the server's text. */

import { formatAge, formatDuration, formatLatency, formatPercent } from '../../text/format.js';
import type { ObservationMemory } from '../carried/observation-memory.js';
import type { RouteNamer } from '../routes/route-folding.js';
import { maxOf } from '../sample/counters.js';
import type { HistoryPoint } from '../sample/history.js';
import { isOverdue } from '../sample/long-requests.js';
import type { Reading } from '../sample/reading.js';
import type { WorkerState, WorkersBody } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import { occupiedCores } from '../workers/occupied.js';
import { fullestSocket } from '../workers/sockets.js';
import type { WatchedServer } from '../workers/watched-server.js';
import type { ReloadProgress } from './reload-progress.js';

export interface WorkersContext extends WorkersBody {
  readonly nowMs: number;
  readonly history: readonly HistoryPoint[];
  readonly memory: ObservationMemory;
  readonly reading: Reading;
  readonly server: WatchedServer | null;
  /** Of a server that keeps its old workers meanwhile. */
  readonly reload: ReloadProgress | null;
  readonly thresholds: Thresholds;
  readonly routeOf: RouteNamer;
  /** Said at the reading before. */
  readonly previous: { readonly state: string; readonly level: string } | null;
}

/**
 * `8/8 threads busy`, `3/8 threads busy (38%)`, `2/8 threads busy, 3 of 4 workers up`; workers where each has one core, or
 * hides how many. Of all that are configured.
 */
export function busyFact(context: WorkersContext): string | null {
  const { totals } = context;
  if (totals.workersUp === 0 && totals.workers > 0) return 'no worker is up';
  const isWhole = totals.workersUp === totals.workers;
  const percent =
    totals.busyRatio === null || totals.busyRatio >= 1 || !isWhole
      ? ''
      : ` (${formatPercent(totals.busyRatio)})`;
  return `${countBusy(context)} busy${percent}${isWhole ? '' : `, ${totals.workersUp} of ${totals.workers} workers up`}`;
}

/** `92% busy over 10s, 7/8 threads now`: what is called busy has been so for a while. */
export function busyOverFact(context: WorkersContext, seconds: number, ratio: number): string | null {
  return `${formatPercent(ratio)} busy over ${formatDuration(seconds)}, ${countBusy(context)} now`;
}

/** `3/8 threads`. */
function countBusy(context: WorkersContext): string {
  const { totals, workers } = context;
  const cores = configuredCores(context);
  if (cores === null || totals.inFlight === null) {
    const busy = workers.filter(({ state }) => OCCUPIED.has(state)).length;
    return `${busy}/${totals.workers} workers`;
  }
  return `${occupiedCores(totals)}/${cores} ${threadsWord(workers)}`;
}

/** Of all configured workers, those that are down or cheap included; null where the server hides cores. */
export function configuredCores({ workers, totals }: WorkersContext): number | null {
  if (totals.cores === null || workers.length === 0) return totals.cores;
  const most = maxOf(workers, ({ coresTotal }) => coresTotal);
  return most === null ? null : workers.reduce((sum, { coresTotal }) => sum + (coresTotal ?? most), 0);
}

const OCCUPIED: ReadonlySet<WorkerState> = new Set(['busy', 'stuck', 'sig']);

/** A core's name for people. */
export function threadsWord(workers: readonly { readonly coresTotal: number | null }[]): string {
  return workers.some((worker) => (worker.coresTotal ?? 0) > 1) ? 'threads' : 'workers';
}

/** `queue 17/16 FULL :8099`, `queue 0/16`. */
export function queueFact({ totals, sockets }: WorkersContext): string | null {
  if (totals.queue === null) return null;
  if (totals.queueLimit === null) return `queue ${totals.queue}`;
  const size = `queue ${totals.queue}/${totals.queueLimit}`;
  const fullest = fullestSocket(sockets);
  return fullest?.fullRatio === 1 ? `${size} FULL ${shortName(fullest.name)}` : size;
}

/** `oldest 38s W2 GET /report`. The query is left out: it is long, and it may hold what is nobody's business. */
export function oldestFact({ requests }: WorkersContext): string | null {
  const oldest = requests.find(
    (request) => request.longKind === null || isOverdue(request, Number.POSITIVE_INFINITY),
  );
  if (oldest === undefined || oldest.ageSeconds === null) return null;
  const path = oldest.uri?.split('?', 1)[0];
  return [`oldest ${formatAge(oldest.ageSeconds)} W${oldest.slot}`, oldest.method, path]
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join(' ');
}

export function latencyFact({ totals }: WorkersContext): string | null {
  return totals.latencySeconds === null ? null : `mean latency ${formatLatency(totals.latencySeconds)}`;
}

/** `room for ~80 rps`. */
export function capacityFact({ totals }: WorkersContext): string | null {
  if (totals.capacityPerSecond === null || totals.requestsPerSecond === null) return null;
  const room = totals.capacityPerSecond - totals.requestsPerSecond;
  return room < 1 ? null : `room for ~${Math.round(room)} rps`;
}

/** `W2 paused`, `3 workers paused`. */
export function countFact({ workers }: WorkersContext, state: WorkerState, word: string): string {
  return whoFact(
    workers.filter((worker) => worker.state === state).map((worker) => worker.slot),
    word,
  );
}

/** `W2 not accepting for 12s, 5 respawns`. */
export function downFact({ server, nowMs }: WorkersContext): string | null {
  const down = (server?.workers ?? []).filter((worker) => worker.downSinceMs !== null);
  if (down.length === 0) return null;
  const sinceMs = down.reduce((earliest, worker) => Math.min(earliest, worker.downSinceMs ?? nowMs), nowMs);
  const respawns = down.reduce((sum, worker) => sum + worker.respawnsWhileDown, 0);
  const who = whoFact(
    down.map((worker) => worker.slot),
    'not accepting',
  );
  const times = respawns === 0 ? '' : `, ${respawns} respawn${respawns === 1 ? '' : 's'}`;
  return `${who} for ${formatDuration((nowMs - sinceMs) / 1000)}${times}`;
}

/** `1 of 6 up, W2 starting for 9s`; null where no worker is about to help. */
export function reserveFact({ totals, workers, server, nowMs }: WorkersContext): string | null {
  const { cheap = 0, start = 0 } = totals.workersByState;
  if (cheap + start === 0 || totals.workersUp === totals.workers) return null;
  const starting = workers.flatMap(({ slot, state }, index) => {
    const sinceMs = server?.workers[index]?.downSinceMs ?? null;
    return state === 'start' && sinceMs !== null ? [{ slot, sinceMs }] : [];
  });
  const [first, ...others] = starting.sort((a, b) => a.sinceMs - b.sinceMs);
  const up = `${totals.workersUp} of ${totals.workers} up`;
  if (first === undefined) return `${up}, none starts`;
  const who = others.length === 0 ? `W${first.slot}` : `${starting.length} workers`;
  return `${up}, ${who} starting for ${formatDuration((nowMs - first.sinceMs) / 1000)}`;
}

/** `the new code has not loaded for 12s, the old one serves`. */
export function reloadingFact({ reload, nowMs }: WorkersContext): string | null {
  if (reload === null) return null;
  const seconds = (nowMs - reload.sinceMs) / 1000;
  return `the new code has not loaded for ${formatDuration(seconds)}, the old one serves`;
}

function whoFact(slots: readonly number[], word: string): string {
  return slots.length === 1 ? `W${slots[0]} ${word}` : `${slots.length} workers ${word}`;
}

/** `:8099` of `127.0.0.1:8099` and `[::1]:8099`. */
function shortName(socket: string): string {
  const colon = socket.lastIndexOf(':');
  return colon === -1 ? socket : socket.slice(colon);
}
