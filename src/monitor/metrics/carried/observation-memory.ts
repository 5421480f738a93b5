import type { EventMemory } from '../events/memory.js';
import type { Reading } from '../sample/reading.js';
import type { Restart, WatchedServer } from '../workers/watched-server.js';
import type { LearnedTraffic } from './learned-traffic.js';

/** State that `observe` carries from sample to sample; private to it. */
export interface ObservationMemory {
  readonly attachedAtMs: number;
  /** Base for the next reading. */
  readonly reading: Reading;
  /** When a full reload or a new master was noticed; null: not since attach. */
  readonly restarted: Restart | null;
  /** null for documents without workers. */
  readonly server: WatchedServer | null;
  /** Routers: local time when a node's failures last grew, by key and name. */
  readonly nodeFailures: ReadonlyMap<string, number>;
  /** Routers: keys whose last node left while tstop watched, and when. */
  readonly keysGone: ReadonlyMap<string, number>;
  /** Slots of workers that were stopped at this reading and the one before, as this host's kernel tells; a look at a stack takes moments. */
  readonly stopped: readonly number[];
  readonly events: EventMemory;
  readonly traffic: LearnedTraffic;
}
