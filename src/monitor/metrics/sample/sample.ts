import type { BlockSamples } from './block-samples.js';
import type { EmperorFacts, PeerSample, RouterBody, VassalSample } from './fleet-samples.js';
import type { LongKind } from './long-requests.js';
import type { ReadingProtocol } from './reading.js';

export type {
  EmperorFacts,
  KeySample,
  NodeSample,
  PeerSample,
  RouterBody,
  VassalSample,
} from './fleet-samples.js';

/**
 * One reading worked out: plain values, every one with its unit in the name.
 * `null` is "unknown"; it is never written as 0. Ratios run from 0 to 1.
 */

/** One word for what a worker or core is doing ; never shown by colour alone. */
export const WORKER_STATES = [
  'idle',
  'busy',
  /** Busy with a request older than the threshold. */
  'stuck',
  /** Cheaped, but its process still lives and still holds a request. */
  'drain',
  'cheap',
  /** Has a process that does not accept yet. */
  'start',
  'pause',
  /** In the handler of a uwsgi signal. */
  'sig',
  /** Accepting and idle without a request for a minute while requests wait. */
  'stall',
  /** No process, and not because of cheaping. */
  'dead',
  /** Lives and accepts, but neither its word nor its cores say what it does. */
  'unknown',
] as const;

export type WorkerState = (typeof WORKER_STATES)[number];

export const PRODUCTS = ['uWSGI', 'tsgi'] as const;

export const SOCKET_SOURCES = ['stats', 'ss', 'none'] as const;

export interface Sample {
  readonly timeMs: number;
  /** Since the previous sample of the same life of the server; null for the first one and after a full reload. */
  readonly intervalSeconds: number | null;
  readonly server: ServerIdentity;
  readonly reading: ReadingFacts;
  readonly body: SampleBody;
}

export type SampleBody =
  | { readonly kind: 'workers'; readonly workers: WorkersBody }
  | { readonly kind: 'emperor'; readonly vassals: readonly VassalSample[]; readonly emperor: EmperorFacts }
  | { readonly kind: 'router'; readonly router: RouterBody }
  | { readonly kind: 'tuntap'; readonly peers: readonly PeerSample[] };

export interface ServerIdentity {
  /** The bundled server marks its document; everything else calls itself uWSGI. */
  readonly product: (typeof PRODUCTS)[number];
  readonly version: string | null;
  readonly pid: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly cwd: string | null;
  /** Estimated start: the oldest spawn ever seen in this life of the server (stats hold no uptime). Epoch ms. */
  readonly startedAtMs: number | null;
  /** Only the bundled server reports it; uWSGI does not. */
  readonly harakiriSeconds: number | null;
  /** Where its workers tell Python stacks, as far as the document says: a path without the number of the worker. Raw. */
  readonly tracebacker: string | null;
}

export interface ReadingFacts {
  readonly protocol: ReadingProtocol;
  readonly bytes: number;
  readonly durationMs: number;
  readonly repaired: boolean;
  /** The time of the sample is the newest moment named in it. */
  readonly timeIsNewest: boolean;
}

export interface WorkersBody {
  readonly totals: Totals;
  readonly workers: readonly WorkerSample[];
  readonly apps: readonly AppSample[];
  readonly sockets: readonly SocketSample[];
  /** Every request in flight, oldest first. */
  readonly requests: readonly RequestSample[];
  /** Caches, spoolers and what else the document holds. */
  readonly blocks: BlockSamples;
  readonly peaks: Peaks;
}

/** Traffic figures that workers, cores, apps and the total share. Rates are null on a first sample. */
interface Traffic {
  readonly requestsTotal: number | null;
  readonly requestsPerSecond: number | null;
  readonly exceptionsTotal: number | null;
  readonly exceptionsPerSecond: number | null;
}

export interface Totals extends Traffic {
  /** Configured workers, and those that can serve: a live process that accepts and is not cheaped. */
  readonly workers: number;
  readonly workersUp: number;
  readonly workersByState: Readonly<Partial<Record<WorkerState, number>>>;
  /** Cores (threads or async cores) of the workers that are up; null when the server hides cores. */
  readonly cores: number | null;
  readonly inFlight: number | null;
  /** Workers that are inside the handler of a signal, each of them on one core. */
  readonly inSignals: number | null;
  /** Combined estimator of field guide 4.2 over the cores that are up. */
  readonly busyRatio: number | null;
  /** Delta running_time / (delta requests - delta static requests): mean of the requests that finished. */
  readonly latencySeconds: number | null;
  /** Answers by class of their status, and percentiles of the last 10 s: null where the server does not tell. */
  readonly answers2xxPerSecond: number | null;
  readonly answers3xxPerSecond: number | null;
  readonly answers4xxPerSecond: number | null;
  readonly answers5xxPerSecond: number | null;
  readonly p50Seconds: number | null;
  readonly p90Seconds: number | null;
  readonly p99Seconds: number | null;
  readonly staticPerSecond: number | null;
  readonly writeErrorsTotal: number | null;
  readonly writeErrorsPerSecond: number | null;
  readonly readErrorsTotal: number | null;
  readonly readErrorsPerSecond: number | null;
  readonly harakiriTotal: number | null;
  /** Local time when the count last grew while we watched; null: not seen. */
  readonly harakiriLastSeenMs: number | null;
  /** Spawns beyond each worker's first. */
  readonly respawnsTotal: number | null;
  readonly respawnsLast15Minutes: number | null;
  readonly txBytesTotal: number | null;
  readonly txBytesPerSecond: number | null;
  /** Sum over the workers that report memory; null when none does. */
  readonly rssBytes: number | null;
  readonly rssBytesPerHour: number | null;
  /** The fullest socket's queue; null when no socket can be measured. */
  readonly queue: number | null;
  readonly queueLimit: number | null;
  readonly queueWaitSeconds: number | null;
  /** requests/s at which all cores would be busy, by the last 10 s; null below 10 % busy and for async cores. */
  readonly capacityPerSecond: number | null;
  readonly oldestRequestSeconds: number | null;
}

export interface WorkerSample extends Traffic {
  /** Its id where that is its own, else its position in the document, from 1 (`slotsOf`). */
  readonly slot: number;
  readonly id: number | null;
  readonly pid: number | null;
  readonly state: WorkerState;
  /** The server's own word, e.g. `sig17`. */
  readonly status: string | null;
  readonly accepting: boolean | null;
  readonly coresTotal: number | null;
  readonly coresBusy: number | null;
  readonly busyRatio: number | null;
  /** Mean busy ratio over the last 5 minutes in 12 steps of 25 s, oldest first, null where unknown. */
  readonly busyTrend: readonly (number | null)[];
  readonly latencySeconds: number | null;
  /** Oldest request in flight on this worker. */
  readonly ageSeconds: number | null;
  /** Longest age seen on this worker since attach (finished requests included, at polling grain). */
  readonly longestSeconds: number | null;
  readonly requestsSinceSpawn: number | null;
  /** Answers with a status from 500 on; null where the server does not tell. */
  readonly answers5xxTotal: number | null;
  readonly answers5xxPerSecond: number | null;
  readonly writeErrorsTotal: number | null;
  readonly readErrorsTotal: number | null;
  readonly harakiriTotal: number | null;
  readonly respawns: number | null;
  readonly signalsTotal: number | null;
  readonly signalQueue: number | null;
  readonly txBytesTotal: number | null;
  readonly txBytesPerSecond: number | null;
  readonly rssBytes: number | null;
  readonly vszBytes: number | null;
  readonly ussBytes: number | null;
  readonly pssBytes: number | null;
  readonly rssBytesPerHour: number | null;
  /** Summed durations of the requests that finished since the master started (`running_time`). */
  readonly runningSeconds: number | null;
  /** The server's own half-weighted average, raw; not a mean. */
  readonly lastResponseSeconds: number | null;
  readonly spawnedAtMs: number | null;
  readonly uptimeSeconds: number | null;
  readonly apps: readonly AppSample[];
  readonly cores: readonly CoreSample[];
  /** The oldest request in flight, the one that explains this worker. */
  readonly now: RequestSample | null;
}

export interface CoreSample {
  readonly slot: number;
  readonly id: number;
  readonly state: WorkerState;
  readonly busyRatio: number | null;
  readonly requestsTotal: number | null;
  readonly requestsPerSecond: number | null;
  readonly staticTotal: number | null;
  readonly routedTotal: number | null;
  readonly offloadedTotal: number | null;
  readonly writeErrorsTotal: number | null;
  readonly readErrorsTotal: number | null;
  readonly inRequest: boolean | null;
  readonly ageSeconds: number | null;
  readonly now: RequestSample | null;
}

export interface RequestSample {
  readonly slot: number;
  readonly core: number;
  readonly pid: number | null;
  /** Since request_start, corrected for clock skew and never less than we watched it. */
  readonly ageSeconds: number | null;
  /** Server time of the start, epoch ms. */
  readonly startedAtMs: number | null;
  /** Local time of the sample that showed it first: with its core, what makes it this request and no other. */
  readonly firstSeenMs: number;
  readonly method: string | null;
  readonly uri: string | null;
  readonly client: string | null;
  readonly host: string | null;
  readonly userAgent: string | null;
  /** Long on purpose, and why; null: judged by its age like all others. */
  readonly longKind: LongKind | null;
  /** Age from which it is an alarm all the same; null: never, or by the thresholds where it is not long on purpose. */
  readonly patienceSeconds: number | null;
  /** SCRIPT_NAME, the app that serves it. */
  readonly app: string | null;
  /** All request variables as received, secrets included: redact before anything leaves the process. */
  readonly vars: readonly string[];
}

export interface AppSample extends Traffic {
  /** 0 for the sum over all workers, else the worker's slot. */
  readonly slot: number;
  readonly id: number | null;
  readonly mountpoint: string;
  readonly modifier1: number | null;
  readonly chdir: string | null;
  readonly startupSeconds: number | null;
  /** Workers that have it loaded. */
  readonly workers: number;
}

export interface SocketSample {
  readonly name: string;
  readonly protocol: string | null;
  /** null where uWSGI cannot know (unix sockets and old IPv6 report 0 of 0). */
  readonly queue: number | null;
  readonly queueLimit: number | null;
  /** 0 to 1, capped; null when either is unknown. */
  readonly fullRatio: number | null;
  readonly peakQueue: number | null;
  readonly fullForSeconds: number | null;
  /** Over the last five minutes, the most in each five seconds, oldest first; null where unknown. */
  readonly queueTrend: readonly (number | null)[];
  /** By its name: no TCP address. */
  readonly isUnix: boolean;
  /** `ss`: the kernel of the same host was asked. */
  readonly source: (typeof SOCKET_SOURCES)[number];
}

/** Highest values since tstop attached. */
export interface Peaks {
  readonly sinceMs: number;
  readonly queue: number | null;
  readonly inFlight: number | null;
  readonly oldestRequestSeconds: number | null;
  readonly rssBytes: number | null;
}
