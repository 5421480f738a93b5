/**
 * A server whose truth is known: clients that send their next request when the last was answered (plus a pause), to
 * any free core. Deterministic: `random` is the only source of chance. Times are seconds from the start.
 */
import type { CoreStats, WorkerStats, WorkersDocument } from '../../../src/stats/schema.js';

export interface Load {
  readonly workers: number;
  readonly cores: number;
  readonly clients: number;
  /** Seconds a request takes; `client` for mixed loads. */
  readonly duration: (random: () => number, client: number) => number;
  readonly pause: (random: () => number) => number;
  readonly seed: number;
  readonly endSeconds: number;
}

interface Request {
  readonly core: number;
  readonly start: number;
  readonly end: number;
}

/** 2026-11-22, some time of the day: documents hold unix seconds. */
export const EPOCH_SECONDS = 1_795_360_000;

export class SimulatedServer {
  readonly #load: Load;
  readonly #requests: readonly Request[];
  /** The server's clock is behind the monitor's by this much. */
  readonly #behindSeconds: number;

  constructor(load: Load, behindSeconds = 0) {
    this.#load = load;
    this.#requests = requestsOf(load);
    this.#behindSeconds = behindSeconds;
  }

  /** Share of all cores' time in the interval that was spent in requests. */
  busyRatio(from: number, to: number): number {
    const busy = this.#requests.reduce(
      (sum, { start, end }) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
      0,
    );
    return busy / ((to - from) * this.#load.workers * this.#load.cores);
  }

  finished(time: number): number {
    return this.#requests.filter(({ end }) => end <= time).length;
  }

  document(time: number): WorkersDocument {
    const workers = Array.from({ length: this.#load.workers }, (_, index) => this.#worker(index, time));
    return {
      kind: 'workers',
      version: 'simulated',
      pid: 1,
      uid: 0,
      gid: 0,
      cwd: '/srv/app',
      listen_queue: 0,
      signal_queue: 0,
      load: 0,
      sockets: [],
      workers,
      extra: {},
    };
  }

  #worker(index: number, time: number): WorkerStats {
    const first = index * this.#load.cores;
    const own = this.#requests.filter(({ core }) => Math.floor(core / this.#load.cores) === index);
    const finished = own.filter(({ end }) => end <= time);
    const cores = Array.from({ length: this.#load.cores }, (_, core) =>
      this.#core(
        core,
        own.filter((request) => request.core === first + core),
        time,
      ),
    );
    const runningSeconds = finished.reduce((sum, { start, end }) => sum + end - start, 0);
    return {
      ...IDLE_WORKER,
      id: index + 1,
      pid: 100 + index,
      status: cores.some((core) => core.in_request === 1) ? 'busy' : 'idle',
      requests: finished.length,
      delta_requests: finished.length,
      running_time: Math.round(runningSeconds * 1e6),
      last_spawn: EPOCH_SECONDS - this.#behindSeconds - 60,
      cores,
    };
  }

  #core(id: number, own: readonly Request[], time: number): CoreStats {
    const now = own.find(({ start, end }) => start <= time && time < end);
    const startSecond =
      now === undefined ? null : Math.floor(EPOCH_SECONDS + now.start - this.#behindSeconds);
    return {
      id,
      requests: own.filter(({ end }) => end <= time).length,
      static_requests: 0,
      routed_requests: 0,
      offloaded_requests: 0,
      write_errors: 0,
      read_errors: 0,
      in_request: now === undefined ? 0 : 1,
      vars: now === undefined ? [] : ['REQUEST_METHOD=GET', 'REQUEST_URI=/sleep'],
      req_info: { request_start: startSecond },
    };
  }
}

/** A small deterministic generator, 0 to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const IDLE_WORKER: WorkerStats = {
  id: 1,
  pid: 100,
  accepting: 1,
  requests: 0,
  delta_requests: 0,
  exceptions: 0,
  harakiri_count: 0,
  signals: 0,
  signal_queue: 0,
  status: 'idle',
  rss: 0,
  vsz: 0,
  uss: null,
  pss: null,
  running_time: 0,
  last_spawn: EPOCH_SECONDS - 60,
  respawn_count: 1,
  tx: 0,
  avg_rt: 0,
  apps: [],
  cores: [],
};

/** Clients take turns by the time at which they are free; each takes a free core by chance. */
function requestsOf(load: Load): readonly Request[] {
  const random = randomFrom(load.seed);
  const coreFreeAt = Array.from({ length: load.workers * load.cores }, () => 0);
  const clients = Array.from({ length: load.clients }, (_, id) => ({ id, readyAt: random() * 3 }));
  const requests: Request[] = [];
  for (;;) {
    const client = clients.reduce((first, other) => (other.readyAt < first.readyAt ? other : first));
    if (client.readyAt >= load.endSeconds) return requests;
    const free = coreFreeAt.flatMap((at, core) => (at <= client.readyAt ? [core] : []));
    const core = free[Math.floor(random() * free.length)] ?? earliest(coreFreeAt);
    const start = Math.max(client.readyAt, coreFreeAt[core] ?? 0);
    const end = start + load.duration(random, client.id);
    requests.push({ core, start, end });
    coreFreeAt[core] = end;
    client.readyAt = end + load.pause(random);
  }
}

function earliest(times: readonly number[]): number {
  return times.indexOf(Math.min(...times));
}
