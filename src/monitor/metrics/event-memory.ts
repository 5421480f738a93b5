import { NO_TROUBLES, type RecentTroubles } from './recent-troubles.js';

/** What the next sample needs to know of the events before it. */
export interface EventMemory {
  /** Harakiris whose new process has not been seen yet. */
  readonly killed: readonly { readonly slot: number; readonly timeMs: number }[];
  /** When workers were last replaced together. */
  readonly reloadedMs: number | null;
  /** What holds now: its key and the event that tells of it. */
  readonly open: ReadonlyMap<string, number>;
  readonly troubles: RecentTroubles;
}

export const NO_EVENT_MEMORY: EventMemory = {
  killed: [],
  reloadedMs: null,
  open: new Map(),
  troubles: NO_TROUBLES,
};
