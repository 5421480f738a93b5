// A server of 64 × 16 cores as a monitor sees it once a second, made up: some thousand requests a second of which most
// are short, a few hundred in flight, from a thousand clients with thirty user agents, on twenty routes with numbers in them.

import type { Reading } from '../src/monitor/metrics/sample/reading.js';
import type { CoreStats, WorkerStats, WorkersDocument } from '../src/stats/schema.js';
import { randomFrom } from '../test/monitor/metrics/simulated-server.js';

const WORKERS = 64;
const CORES = 16;
const EPOCH_SECONDS = 1_795_360_000;
/** Of the cores of a worker, over time: the load comes and goes. */
const USUALLY_BUSY = 0.16;

interface Core {
  requests: number;
  /** When the request in flight ends, and began; null: idle. */
  busy: { readonly start: number; readonly end: number; readonly vars: readonly string[] } | null;
}

interface Worker {
  readonly cores: readonly Core[];
  runningMicros: number;
  txBytes: number;
  rssBytes: number;
  exceptions: number;
}

export class BusyServer {
  readonly #random = randomFrom(7);
  readonly #workers: readonly Worker[] = Array.from({ length: WORKERS }, () => ({
    cores: Array.from({ length: CORES }, () => ({ requests: 0, busy: null })),
    runningMicros: 0,
    txBytes: 0,
    rssBytes: 90e6,
    exceptions: 0,
  }));
  #second = 0;

  /** The reading of the next second. */
  next(): Reading {
    this.#second += 1;
    for (const worker of this.#workers) this.#work(worker);
    return {
      // As if it had come over a socket: no text is the same object as a second before.
      document: JSON.parse(JSON.stringify(this.#document())),
      receivedAtMs: (EPOCH_SECONDS + this.#second) * 1000 + Math.floor(this.#random() * 20),
      durationMs: 8 + this.#random(),
      bytes: 500_000,
      protocol: 'raw',
      repaired: false,
      more: true,
    };
  }

  #work(worker: Worker): void {
    const load = USUALLY_BUSY * (1 + 0.5 * Math.sin(this.#second / 300));
    for (const core of worker.cores) {
      if (core.busy !== null && core.busy.end > this.#second) continue;
      const finished = (core.busy === null ? 0 : 1) + this.#shortOnes(load);
      core.requests += finished;
      worker.runningMicros += finished * (40_000 + Math.floor(this.#random() * 80_000));
      worker.txBytes += finished * 1500;
      core.busy = this.#random() < load ? this.#request() : null;
    }
    if (this.#random() < 0.05) worker.rssBytes += 4096 * 16;
    if (this.#random() < 0.02) worker.exceptions += 1;
  }

  #shortOnes(load: number): number {
    return Math.floor(this.#random() * load * 6);
  }

  /** Three of four last less than a second, one in fifty half a minute. */
  #request() {
    const chance = this.#random();
    const seconds = chance < 0.75 ? this.#random() : chance < 0.98 ? this.#random() * 4 : 30;
    return { start: this.#second, end: this.#second + seconds, vars: this.#vars() };
  }

  #vars(): readonly string[] {
    const id = Math.floor(this.#random() * 1e6);
    const route = Math.floor(this.#random() * 20);
    const client = Math.floor(this.#random() * 1000);
    const path = `/api/v2/route${route}/${id}`;
    return [
      route % 5 === 0 ? 'REQUEST_METHOD=POST' : 'REQUEST_METHOD=GET',
      `PATH_INFO=${path}`,
      `REQUEST_URI=${path}?page=${id % 10}`,
      `QUERY_STRING=page=${id % 10}`,
      'SERVER_PROTOCOL=HTTP/1.1',
      'SCRIPT_NAME=',
      'SERVER_NAME=shop',
      'SERVER_PORT=443',
      `REMOTE_ADDR=10.1.${client % 4}.${client % 250}`,
      `REMOTE_PORT=${1024 + (id % 60_000)}`,
      'HTTP_HOST=www.example.com',
      `HTTP_USER_AGENT=Mozilla/5.0 (X11; Linux x86_64; rv:1${client % 30}.0) Gecko/20100101 Firefox/1${client % 30}.0`,
      'HTTP_ACCEPT=text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
      'HTTP_ACCEPT_LANGUAGE=en-US,en;q=0.5',
      'HTTP_ACCEPT_ENCODING=gzip, deflate, br',
      `HTTP_COOKIE=sessionid=${String(client * 7919).padStart(32, '0')}; csrftoken=${String(client * 104_729).padStart(40, 'x')}`,
      'HTTP_REFERER=https://www.example.com/some/page',
    ];
  }

  #document(): WorkersDocument {
    return {
      kind: 'workers',
      version: '2.0.26',
      pid: 1,
      uid: 33,
      gid: 33,
      cwd: '/srv/shop',
      listen_queue: 0,
      signal_queue: 0,
      load: 0,
      sockets: [
        {
          name: '127.0.0.1:8099',
          proto: 'uwsgi',
          queue: Math.floor(this.#random() * 4),
          max_queue: 100,
          shared: 0,
          can_offload: 0,
        },
      ],
      workers: this.#workers.map((worker, index) => this.#workerStats(worker, index)),
      extra: {},
    };
  }

  #workerStats(worker: Worker, index: number): WorkerStats {
    const cores = worker.cores.map((core, id) => coreStats(core, id));
    const requests = worker.cores.reduce((sum, core) => sum + core.requests, 0);
    return {
      id: index + 1,
      pid: 1000 + index,
      accepting: 1,
      requests,
      delta_requests: requests,
      exceptions: worker.exceptions,
      harakiri_count: 0,
      signals: 0,
      signal_queue: 0,
      status: cores.some((core) => core.in_request === 1) ? 'busy' : 'idle',
      rss: worker.rssBytes,
      vsz: 400e6,
      uss: null,
      pss: null,
      running_time: worker.runningMicros,
      last_spawn: EPOCH_SECONDS - 60,
      respawn_count: 1,
      tx: worker.txBytes,
      avg_rt: 60_000 + Math.floor(this.#random() * 1000),
      apps: [
        {
          id: 0,
          modifier1: 0,
          mountpoint: '',
          startup_time: 1,
          requests,
          exceptions: worker.exceptions,
          chdir: '',
        },
      ],
      cores,
    };
  }
}

function coreStats({ requests, busy }: Core, id: number): CoreStats {
  return {
    id,
    requests,
    static_requests: 0,
    routed_requests: 0,
    offloaded_requests: 0,
    write_errors: 0,
    read_errors: 0,
    in_request: busy === null ? 0 : 1,
    vars: busy?.vars ?? [],
    req_info: { request_start: busy === null ? null : EPOCH_SECONDS + Math.floor(busy.start) },
  };
}
