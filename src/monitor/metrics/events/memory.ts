import type { WorkerSample } from '../sample/sample.js';
import type { ChainReload } from './chain-reload.js';
import type { ToldEnd } from './ended-lives.js';
import { NO_TROUBLES, type RecentTroubles } from './recent-troubles.js';

/** State of the events for the next sample. */
export interface EventMemory {
  /** Harakiris whose new process has not been seen yet. */
  readonly killed: readonly { readonly slot: number; readonly timeMs: number }[];
  /** Workers that the user wanted to be replaced, and that have not been yet. */
  readonly asked: readonly AskedReplacement[];
  /** When workers were last replaced together. */
  readonly reloadedMs: number | null;
  /** Conditions that hold now: key → the open event. */
  readonly open: ReadonlyMap<string, number>;
  readonly troubles: RecentTroubles;
  /** Processes that ended, those of unknown cause among them, oldest first. */
  readonly ends: readonly ToldEnd[];
  /** Workers without a process, as they were when they had one. */
  readonly gone: readonly WorkerSample[];
  /** Workers that are being replaced one after the other; null: none are. */
  readonly chain: ChainReload | null;
  readonly oom: OomKills;
  /** Durations of the last readings, in milliseconds, oldest first. */
  readonly durations: readonly number[];
}

export interface AskedReplacement {
  readonly slot: number;
  /** After that, a new process has another cause. */
  readonly untilMs: number;
  /** Running requests were to be cut off. */
  readonly brutal: boolean;
}

export interface OomKills {
  readonly count: number | null;
  /** Local time of the reading that showed the newest one; null: none since attach. */
  readonly lastMs: number | null;
}

export const NO_EVENT_MEMORY: EventMemory = {
  killed: [],
  asked: [],
  reloadedMs: null,
  open: new Map(),
  troubles: NO_TROUBLES,
  ends: [],
  gone: [],
  chain: null,
  oom: { count: null, lastMs: null },
  durations: [],
};
