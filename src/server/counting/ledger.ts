/**
 * Division of the counting. The stats document is a pure function of these values and the configuration.
 *
 *   gateway   counts requests: `GatewayTally`, absolute since that gateway process started
 *   master    knows processes: `ServerFacts`; it sums the gateways' tallies, dead ones included (`ledger-sum.ts`)
 *   /proc     knows memory and cpu time: read on request, by pid
 *
 * A gateway pushes its tally once a second and once more on request, so that `kill -9` of a gateway loses at most a
 * second of counting. Slots are 1-based as in the document, cores 0-based. Durations are whole microseconds.
 */

import type { EncodedLatencies } from './latency-histogram.js';

/** One core (one thread of one worker), summed over every process that ever held the slot. */
export interface CoreTally {
  readonly requests: number;
  /** The application raised, or its answer broke WSGI. */
  readonly exceptions: number;
  /** From the beginning of a request to the end of its answer, as the core measured it. */
  readonly runningMicros: number;
  /** Head and body bytes that were sent to clients. */
  readonly txBytes: number;
  /** The client did not send the body that it had announced. */
  readonly readErrors: number;
  /** The client left before it had the whole answer. */
  readonly writeErrors: number;
  /**
   * Answers by class of their status. Those that the gateway gave in place of the core are in it (502, 504); `requests`
   * counts only what the core has ended.
   */
  readonly answers: AnswerTally;
  /** Of finished requests; see `latency-histogram.ts`. */
  readonly latency: EncodedLatencies;
  readonly inRequest: InRequest | null;
}

/** A status outside of these classes counts in none. */
export type AnswerTally = Readonly<Record<AnswerClass, number>>;

export type AnswerClass = '2xx' | '3xx' | '4xx' | '5xx';

export const NO_ANSWERS: AnswerTally = { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 };

export interface InRequest {
  /** Unix time in microseconds. */
  readonly startMicros: number;
  /** `KEY=value` in the order of the environ; characters are bytes (latin-1). Empty unless it was asked for. */
  readonly vars: readonly string[];
}

export interface WorkerTally {
  readonly slot: number;
  /** Requests of the newest process of this slot. */
  readonly deltaRequests: number;
  /** uWSGI's `avg_rt`: (old + new) / 2 after each request. */
  readonly averageMicros: number;
  /** Index = application id. */
  readonly apps: readonly AppTally[];
  readonly cores: readonly CoreTally[];
}

export interface AppTally {
  /** Finished requests; uWSGI also counts the one in flight. */
  readonly requests: number;
  readonly exceptions: number;
}

export interface GatewayTally {
  /** Index = position in `ServerConfig.listeners`. */
  readonly sockets: readonly SocketTally[];
  readonly workers: readonly WorkerTally[];
  /** Of the requests that came by way of a gateway. */
  readonly routes: readonly RouteTally[];
}

export interface RouteTally {
  /** `GET /users/:id`, or `OTHER_ROUTES` */
  readonly route: string;
  readonly requests: number;
  readonly runningMicros: number;
  readonly latency: EncodedLatencies;
}

/** All routes beyond those that are counted one by one. */
export const OTHER_ROUTES = 'other';

export interface SocketTally {
  /** Requests of this socket that wait for a free core now. */
  readonly waiting: number;
  /** Requests that found the queue full. */
  readonly refused: number;
  /** Requests that were malformed or past a limit and never reached the application. */
  readonly rejected: number;
}

/** Facts about the processes that only the master knows. */
export interface ServerFacts {
  readonly version: string;
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  readonly cwd: string;
  /** Same order as `ServerConfig.listeners`. */
  readonly sockets: readonly SocketFacts[];
  readonly workers: readonly WorkerFacts[];
  readonly gateways: readonly { readonly pid: number }[];
  readonly zygotePid: number | null;
  readonly paused: boolean;
  /** Unix seconds. */
  readonly startedAt: number;
  readonly reloads: number;
  /** Unix seconds since when a reload has been under way; 0: none is. */
  readonly reloadingSince: number;
  /** Unix seconds when the code of the last reload turned out not to load; 0: it did. */
  readonly reloadFailedAt: number;
}

export interface SocketFacts {
  /** As bound: `127.0.0.1:3031`, `/path.sock`, `@name`; a port 0 is replaced by the one the system chose. */
  readonly name: string;
  readonly protocol: 'http' | 'uwsgi';
  readonly maxQueue: number;
}

export interface WorkerExit {
  readonly pid: number;
  /** `died`: nobody had asked for it; `killed`: by the master; `retired`: replaced once its requests were done. */
  readonly reason: 'died' | 'killed' | 'retired';
  /** null for an exit with `code`; both are null where nobody could look. */
  readonly signal: number | null;
  readonly code: number | null;
}

export interface WorkerFacts {
  readonly slot: number;
  /** Number of cores. */
  readonly threads: number;
  /** 0 while no process holds the slot. */
  readonly pid: number;
  /** The process has loaded its application and all its cores are connected. */
  readonly accepting: boolean;
  /** Taken out by TTOU (or never started): status `cheap`. */
  readonly cheap: boolean;
  /** Unix seconds when that process was forked, or the last one was; 0 if there was none. */
  readonly lastSpawn: number;
  /** Which fork it is, the first one included. */
  readonly respawns: number;
  readonly harakiris: number;
  /** End of the process that was here before and has gone last; null: none has. */
  readonly lastExit: WorkerExit | null;
  readonly apps: readonly AppFacts[];
}

export interface AppFacts {
  readonly id: number;
  readonly mountpoint: string;
  /** Whole seconds that loading took. */
  readonly startupSeconds: number;
  readonly chdir: string;
}

/** Everything that a stats document is made of, at one moment. */
export interface ServerSnapshot {
  readonly facts: ServerFacts;
  readonly tally: GatewayTally;
}
