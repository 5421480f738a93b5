/**
 * A server that is driven by events: requests arrive by chance (Poisson), wait in the listen queue for a free core and run
 * for as long as their route takes at that moment. Deterministic: the seed is the only source of chance. Times are seconds
 * from the start; documents may be asked for at any time, in order.
 */
import type { CoreStats, WorkerStats, WorkersDocument } from '../../../../src/stats/schema.js';
import { EPOCH_SECONDS, randomFrom } from '../simulated-server.js';

export type Random = () => number;

export interface SimulatedRoute {
  /** Of the requests, at that time. */
  readonly share: (time: number) => number;
  readonly uri: (random: Random) => string;
  readonly method?: string;
  readonly client?: (random: Random) => string;
  readonly seconds: (random: Random, time: number, slot: number) => number;
  readonly raises?: (random: Random, time: number, slot: number) => boolean;
  /** Before the headers have arrived nothing is known of a request. */
  readonly headless?: boolean;
}

export interface Scenario {
  readonly workers: number;
  readonly threads: number;
  readonly arrivals: (time: number) => number;
  readonly routes: readonly SimulatedRoute[];
  readonly seed?: number;
  readonly listen?: number;
  /** Bytes, by worker, time and requests since its spawn; 0: not reported. */
  readonly rss?: (slot: number, time: number, served: number) => number;
  /** Done to the server, in order. */
  readonly acts?: readonly { readonly at: number; readonly act: (server: IncidentServer) => void }[];
}

interface Running {
  readonly route: SimulatedRoute;
  readonly uri: string;
  readonly client: string;
  readonly start: number;
  end: number;
}

interface Core {
  requests: number;
  now: Running | null;
}

interface Worker {
  readonly slot: number;
  readonly cores: readonly Core[];
  pid: number;
  status: 'up' | 'cheap' | 'dead' | 'starting';
  /** When it begins to accept. */
  upAt: number;
  spawns: number;
  spawnedAt: number;
  harakiris: number;
  served: number;
  requests: number;
  exceptions: number;
  runningSeconds: number;
  /** Goes when its requests are done, and comes back after so many seconds. */
  leaving: number | null;
}

type Waiting = Omit<Running, 'start' | 'end'>;

export class IncidentServer {
  readonly #scenario: Scenario;
  readonly #random: Random;
  readonly #workers: readonly Worker[];
  readonly #queue: Waiting[] = [];
  #acts: NonNullable<Scenario['acts']>;
  #now = 0;
  #nextArrival: number;
  #nextPid = 200;
  #extra: Readonly<Record<string, unknown>> = {};

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#random = randomFrom(scenario.seed ?? 1);
    this.#acts = scenario.acts ?? [];
    this.#nextArrival = this.#gap();
    this.#workers = Array.from({ length: scenario.workers }, (_, index) => ({
      ...{ slot: index + 1, pid: 100 + index, status: 'up' as const, upAt: 0, spawns: 1, spawnedAt: -600 },
      ...{ harakiris: 0, served: 100, requests: 100, exceptions: 0, runningSeconds: 2, leaving: null },
      cores: Array.from({ length: scenario.threads }, () => ({ requests: 0, now: null })),
    }));
  }

  document(time: number): WorkersDocument {
    this.#advance(time);
    const limit = this.#scenario.listen ?? 100;
    const queue = Math.min(this.#queue.length, limit + 1);
    return {
      kind: 'workers',
      version: 'simulated',
      ...{ pid: 1, uid: 0, gid: 0, cwd: '/srv/app', listen_queue: queue, signal_queue: 0, load: queue },
      sockets: [
        { name: '127.0.0.1:8000', proto: 'uwsgi', queue, max_queue: limit, shared: 0, can_offload: 0 },
      ],
      workers: this.#workers.map((worker) => this.#workerStats(worker, time)),
      extra: this.#extra,
    };
  }

  /** The process goes at once, with what it was doing; the next one is up after so many seconds (null: never). */
  kill(slot: number, bootSeconds: number | null, harakiri = false): void {
    const worker = this.#worker(slot);
    for (const core of worker.cores) core.now = null;
    if (harakiri) worker.harakiris += 1;
    this.#respawn(worker, bootSeconds);
  }

  /** It takes nothing more, and is replaced when its requests are done. */
  retire(slot: number, bootSeconds: number): void {
    const worker = this.#worker(slot);
    worker.leaving = bootSeconds;
    this.#leave(worker);
  }

  cheap(slot: number): void {
    const worker = this.#worker(slot);
    Object.assign(worker, { status: 'cheap', pid: 0 });
  }

  start(slot: number, bootSeconds: number): void {
    this.#respawn(this.#worker(slot), bootSeconds);
  }

  /** Requests in flight of that route, for harakiri. */
  oldestSlot(): number {
    const age = (worker: Worker) => Math.min(...worker.cores.map(({ now }) => now?.start ?? Infinity));
    return [...this.#workers].sort((a, b) => age(a) - age(b))[0]?.slot ?? 1;
  }

  #worker(slot: number): Worker {
    const worker = this.#workers[slot - 1];
    if (worker === undefined) throw new Error(`no worker ${slot}`);
    return worker;
  }

  #respawn(worker: Worker, bootSeconds: number | null): void {
    if (bootSeconds === null) {
      Object.assign(worker, { status: 'dead', pid: 0, leaving: null });
      return;
    }
    this.#nextPid += 1;
    Object.assign(worker, { status: 'starting', pid: this.#nextPid, leaving: null, served: 0 });
    Object.assign(worker, { upAt: this.#now + bootSeconds, spawns: worker.spawns + 1, spawnedAt: this.#now });
  }

  #leave(worker: Worker): void {
    if (worker.leaving === null || worker.cores.some(({ now }) => now !== null)) return;
    this.#respawn(worker, worker.leaving);
  }

  #gap(): number {
    const rate = this.#scenario.arrivals(this.#now);
    return rate <= 0 ? this.#now + 0.1 : this.#now - Math.log(1 - this.#random()) / rate;
  }

  #advance(time: number): void {
    for (;;) {
      const act = this.#acts[0];
      const ends = this.#workers.flatMap(({ cores }) => cores.map(({ now }) => now?.end ?? Infinity));
      const ups = this.#workers.map(({ status, upAt }) => (status === 'starting' ? upAt : Infinity));
      const next = Math.min(this.#nextArrival, act?.at ?? Infinity, ...ends, ...ups);
      if (next > time) break;
      this.#now = next;
      if (act?.at === next) {
        this.#acts = this.#acts.slice(1);
        act.act(this);
      } else if (this.#nextArrival === next) {
        if (this.#scenario.arrivals(next) > 0) this.#arrive();
        this.#nextArrival = this.#gap();
      }
      for (const worker of this.#workers) this.#finish(worker);
      this.#serve();
    }
    this.#now = time;
  }

  #arrive(): void {
    const shares = this.#scenario.routes.map(({ share }) => share(this.#now));
    let pick = this.#random() * shares.reduce((sum, share) => sum + share, 0);
    const index = shares.findIndex((share) => {
      pick -= share;
      return pick < 0;
    });
    const route = this.#scenario.routes[Math.max(0, index)];
    if (route === undefined || this.#queue.length > (this.#scenario.listen ?? 100)) return;
    const client = route.client?.(this.#random) ?? `10.0.${Math.floor(this.#random() * 200)}.9`;
    this.#queue.push({ route, uri: route.uri(this.#random), client });
  }

  #finish(worker: Worker): void {
    if (worker.status === 'starting' && worker.upAt <= this.#now) worker.status = 'up';
    for (const core of worker.cores) {
      const { now } = core;
      if (now === null || now.end > this.#now) continue;
      core.now = null;
      core.requests += 1;
      worker.requests += 1;
      worker.served += 1;
      worker.runningSeconds += now.end - now.start;
      if (now.route.raises?.(this.#random, this.#now, worker.slot) === true) worker.exceptions += 1;
    }
    this.#leave(worker);
  }

  #serve(): void {
    for (;;) {
      const free = this.#workers.flatMap((worker) =>
        worker.status === 'up' && worker.leaving === null
          ? worker.cores.flatMap((core) => (core.now === null ? [{ worker, core }] : []))
          : [],
      );
      const place = free[Math.floor(this.#random() * free.length)];
      const request = place === undefined ? undefined : this.#queue.shift();
      if (place === undefined || request === undefined) return;
      const seconds = request.route.seconds(this.#random, this.#now, place.worker.slot);
      place.core.now = { ...request, start: this.#now, end: this.#now + Math.max(0.001, seconds) };
    }
  }

  #workerStats(worker: Worker, time: number): WorkerStats {
    const busy = worker.cores.some(({ now }) => now !== null);
    const status = worker.status === 'cheap' ? 'cheap' : busy ? 'busy' : 'idle';
    return {
      ...{ id: worker.slot, pid: worker.pid, accepting: worker.status === 'starting' ? 0 : 1, status },
      ...{ requests: worker.requests, delta_requests: worker.served, exceptions: worker.exceptions },
      ...{ harakiri_count: worker.harakiris, signals: 0, signal_queue: 0, vsz: 0, uss: null, pss: null },
      rss: this.#scenario.rss?.(worker.slot, time, worker.served) ?? 0,
      running_time: Math.round(worker.runningSeconds * 1e6),
      last_spawn: Math.floor(EPOCH_SECONDS + worker.spawnedAt),
      ...{ respawn_count: worker.spawns, tx: worker.requests * 1000, avg_rt: 0, apps: [] },
      cores: worker.cores.map(coreStats),
    };
  }
}

function coreStats({ now, requests }: Core, id: number): CoreStats {
  const vars =
    now === null || now.route.headless === true
      ? []
      : [
          `REQUEST_METHOD=${now.route.method ?? 'GET'}`,
          `REQUEST_URI=${now.uri}`,
          `REMOTE_ADDR=${now.client}`,
        ];
  return {
    ...{ id, requests, static_requests: 0, routed_requests: 0, offloaded_requests: 0 },
    ...{ write_errors: 0, read_errors: 0, in_request: now === null ? 0 : 1, vars },
    req_info: { request_start: now === null ? null : Math.floor(EPOCH_SECONDS + now.start) },
  };
}
