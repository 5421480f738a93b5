import type {
  CacheSample,
  CronSample,
  DaemonSample,
  LegionSample,
  LockSample,
  MetricSample,
  SpoolerSample,
} from '../metrics/sample/block-samples.js';
import type {
  AppSample,
  CoreSample,
  KeySample,
  NodeSample,
  PeerSample,
  RequestSample,
  SocketSample,
  VassalSample,
  WorkerSample,
} from '../metrics/sample/sample.js';
import type { EventEntry } from './event-fields.js';

/** A line of the main table. `key` stays the same as long as it is the same thing: selection and tags hang on it. */
export type Row =
  | WorkerRow
  | CoreRow
  | VassalRow
  | NodeRow
  | PeerRow
  | RequestRow
  | SocketRow
  | EventRow
  | EntryRow;

/** Rows of the tables under More, by their kind. */
export interface Entries {
  readonly app: AppSample;
  readonly cache: CacheSample;
  readonly spooler: SpoolerSample;
  readonly cron: CronSample;
  readonly daemon: DaemonSample;
  readonly lock: LockSample;
  readonly metric: MetricSample;
  readonly legion: LegionSample;
  readonly key: KeySample;
}

export interface EntryRowOf<K extends keyof Entries> {
  readonly kind: K;
  readonly key: string;
  readonly entry: Entries[K];
}

export type EntryRow = { [K in keyof Entries]: EntryRowOf<K> }[keyof Entries];

export interface WorkerRow {
  readonly kind: 'worker';
  readonly key: string;
  readonly worker: WorkerSample;
}

export interface CoreRow {
  readonly kind: 'core';
  readonly key: string;
  readonly worker: WorkerSample;
  readonly core: CoreSample;
}

export interface VassalRow {
  readonly kind: 'vassal';
  readonly key: string;
  readonly vassal: VassalSample;
}

export interface NodeRow {
  readonly kind: 'node';
  readonly key: string;
  readonly node: NodeSample;
}

export interface PeerRow {
  readonly kind: 'peer';
  readonly key: string;
  readonly peer: PeerSample;
}

export interface RequestRow {
  readonly kind: 'request';
  readonly key: string;
  readonly request: RequestSample;
}

export interface EventRow {
  readonly kind: 'event';
  readonly key: string;
  readonly entry: EventEntry;
}

export interface SocketRow {
  readonly kind: 'socket';
  readonly key: string;
  readonly socket: SocketSample;
}
