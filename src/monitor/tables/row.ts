import type { ServerEvent } from '../metrics/events/server-event.js';
import type { BlockSamples } from '../metrics/sample/block-samples.js';
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

/** A line of a table. `key` stays the same as long as it is the same thing: selection and tags hang on it. */
export type Row = WorkerRow | CoreRow | EntryRow;

/** The entry of a row, by its kind; only the table of workers has rows of two kinds, see below. */
export interface Entries extends BlockEntries {
  readonly vassal: VassalSample;
  readonly node: NodeSample;
  readonly peer: PeerSample;
  readonly request: RequestSample;
  readonly socket: SocketSample;
  readonly event: EventEntry;
  readonly app: AppSample;
  readonly key: KeySample;
}

/** A row of the kind `cache` for each of the `caches`, and so on. */
type BlockEntries = {
  readonly [S in keyof BlockSamples as S extends `${infer Kind}s` ? Kind : never]: NonNullable<
    BlockSamples[S]
  >[number];
};

/** An event and the moment at which it is looked at. */
export interface EventEntry {
  readonly event: ServerEvent;
  readonly nowMs: number;
}

/** The row of one kind of entry; without a kind, of any. */
export type EntryRow<K extends keyof Entries = keyof Entries> = {
  [P in K]: { readonly kind: P; readonly key: string; readonly entry: Entries[P] };
}[K];

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
