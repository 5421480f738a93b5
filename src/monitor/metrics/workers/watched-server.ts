import type { WatchedBlocks } from '../blocks/blocks.js';
import type { ClockOffset } from '../lives/clock-offset.js';
import type { Peaks } from '../sample/sample.js';
import type { BusyPoint } from './recent-busy.js';
import type { SignalQueue } from './signal-queue.js';
import type { WatchedSocket } from './sockets.js';
import type { ToldLatency } from './told-latency.js';
import type { WatchedWorker } from './watched-worker.js';

export interface Restart {
  readonly kind: 'reloaded' | 'restarted';
  readonly timeMs: number;
}

export interface WatchedServer {
  readonly clock: ClockOffset;
  /** Oldest `last_spawn` seen in this life of the server. */
  readonly startedAtMs: number | null;
  readonly workers: readonly WatchedWorker[];
  readonly sockets: readonly WatchedSocket[];
  readonly blocks: WatchedBlocks;
  readonly incidents: Incidents;
  readonly peaks: Peaks;
  readonly streaks: Streaks;
  /** An application was loaded at some time since attach; some servers never list any. */
  readonly hadApps: boolean;
  /** Its code did not load: every answer is an error. */
  readonly withoutApp: boolean;
  /** A request has finished at some time, in an earlier life as well. */
  readonly hasServed: boolean;
  readonly signalQueue: SignalQueue | null;
  /** null where the server does not count durations. */
  readonly toldLatency: ToldLatency | null;
}

export interface Incidents {
  /** Of the last 15 minutes, oldest first. */
  readonly respawns: readonly { readonly timeMs: number; readonly count: number }[];
  readonly harakiriLastSeenMs: number | null;
}

/** Local times since when something holds without a break; null: it does not hold. */
export interface Streaks {
  /** The last seconds, oldest first. */
  readonly recent: readonly BusyPoint[];
  /** Requests per second in the seconds before nothing came any more; null: it was quiet from the beginning. */
  readonly rateBeforeQuiet: number | null;
  /** All cores are busy and connections wait, at each look. */
  readonly fullQueuedSinceMs: number | null;
  /** Connections wait in a listen queue. */
  readonly queuedSinceMs: number | null;
  /** Every core is busy. */
  readonly saturatedSinceMs: number | null;
  /** No worker can serve. */
  readonly helplessSinceMs: number | null;
  /** Connections wait while nothing finishes, and not because every core is at work. */
  readonly unservedSinceMs: number | null;
  /** Nothing is in flight and nothing finished. */
  readonly quietSinceMs: number | null;
}
