/** The state that `supervise.ts` decides on, what it hears and what it orders. Plain values; times are milliseconds. */
import type { WorkerExit } from '../../counting/ledger.js';

export interface Supervision {
  /** draining: no new connections, requests finish; stopping: then the processes end. */
  readonly phase: 'running' | 'draining' | 'stopping' | 'ended';
  /** Those of the generation that serves; a reload that succeeds brings its own. */
  readonly settings: SupervisionSettings;
  /** The newest zygote that was started; a failed one included. */
  readonly lastGeneration: number;
  readonly zygotes: readonly Zygote[];
  readonly workers: readonly Worker[];
  /** Index 0 is slot 1. */
  readonly slots: readonly Slot[];
  readonly nextSerial: number;
  /** Slots that a chain reload has still to visit, and the generation it moves them to. */
  readonly chain: { readonly generation: number; readonly slots: readonly number[] } | null;
  readonly paused: boolean;
  /** Every client has what it will get; false from the beginning of a stop until the gateways say so. */
  readonly drained: boolean;
  /** It has been said that there will be no more slots. */
  readonly isFull: boolean;
  /** Time at which everything still alive is killed; null unless a stop is under way. */
  readonly stopBy: number | null;
  /** When a zygote may be started again after one has died. */
  readonly zygoteNotBefore: number;
  /** Starts in a row that were killed before anything had loaded. */
  readonly killedStarts: number;
  readonly reloads: number;
  /** The last reload, until it has arrived; null: nothing is under way. */
  readonly reload: ReloadProgress | null;
}

export interface SupervisionSettings {
  readonly processes: number;
  readonly threads: number;
  readonly lazyApps: boolean;
  readonly needApp: boolean;
  readonly reloadMercyMs: number;
  readonly workerReloadMercyMs: number;
}

export interface ReloadProgress {
  readonly since: number;
  /** The generation that it is to bring. */
  readonly generation: number;
  /** When its code turned out not to load; the old workers stay. */
  readonly failedAt: number | null;
}

export interface Zygote {
  readonly generation: number;
  readonly state: 'loading' | 'ready' | 'ending';
  readonly purpose: 'start' | 'reload' | 'chain' | 'repair';
  /** Settings at its start. */
  readonly settings: SupervisionSettings;
  readonly since: number;
  /** It has been said that loading takes long. */
  readonly isSlow: boolean;
  /** Time at which one that was ordered to end is killed; null: not ordered, or killed already. */
  readonly killAt: number | null;
}

export interface Slot {
  readonly slot: number;
  readonly wanted: boolean;
  /** Which zygote its worker comes from. */
  readonly generation: number;
  /** Deaths in a row soon after the fork. */
  readonly crashes: number;
  readonly notBefore: number;
  readonly respawns: number;
  readonly harakiris: number;
  readonly lastExit: WorkerExit | null;
  /** Unix milliseconds of the last fork; 0: none. */
  readonly lastSpawn: number;
}

export interface Worker {
  readonly serial: number;
  readonly slot: number;
  readonly generation: number;
  readonly pid: number | null;
  readonly state: 'forking' | 'starting' | 'accepting' | 'retiring' | 'dying';
  /** Number of cores. */
  readonly threads: number;
  /** It has the application: from its zygote, or with lazyApps its own. */
  readonly loaded: boolean;
  readonly connected: boolean;
  /** To be replaced: it keeps serving until the new one of its slot accepts. */
  readonly outgoing: boolean;
  /** It has answered `max-requests`; it becomes outgoing when no other one is. */
  readonly spent: boolean;
  /** The same, on request. */
  readonly unwanted: boolean;
  readonly since: number;
  /** Which fork of its slot it is, from 1, and when that was: Unix milliseconds. */
  readonly spawn: number;
  readonly forkedAt: number;
  readonly killAt: number | null;
}

export type Command =
  | 'reload'
  | 'reload-brutally'
  | 'reload-workers'
  | 'reload-workers-brutally'
  | 'chain-reload'
  | 'stop'
  | 'stop-brutally'
  | 'more-workers'
  | 'fewer-workers'
  | 'pause';

export type Fact =
  | { readonly kind: 'started' }
  | {
      readonly kind: 'zygote-loaded';
      readonly generation: number;
      readonly loaded: number;
      readonly failed: number;
    }
  | {
      readonly kind: 'zygote-exited';
      readonly generation: number;
      readonly pid: number;
      readonly code: number | null;
      readonly signal: number | null;
    }
  | { readonly kind: 'forked'; readonly serial: number; readonly pid: number }
  | { readonly kind: 'fork-failed'; readonly serial: number; readonly message: string }
  | {
      readonly kind: 'worker-loaded';
      readonly serial: number;
      readonly loaded: number;
      readonly failed: number;
    }
  /** All gateways have all its cores. */
  | { readonly kind: 'connected'; readonly serial: number }
  | {
      readonly kind: 'worker-exited';
      readonly serial: number;
      readonly code: number | null;
      readonly signal: number | null;
    }
  | { readonly kind: 'spent'; readonly serial: number }
  /** HUP to the worker itself. */
  | { readonly kind: 'asked-to-go'; readonly serial: number }
  /** A request in it is past harakiri, and nothing else runs in it. */
  | { readonly kind: 'stuck'; readonly serial: number }
  /** Every gateway has answered its last request. */
  | { readonly kind: 'drained' }
  /** `settings`: what a zygote that this command starts is to be given; those in force if there are none. */
  | { readonly kind: 'command'; readonly command: Command; readonly settings?: SupervisionSettings }
  | { readonly kind: 'tick' };

export type Order =
  /** `fresh`: with the configuration that came with the command, else with the one in force. */
  | { readonly kind: 'start-zygote'; readonly generation: number; readonly fresh: boolean }
  /** Its configuration is in force from now on. */
  | { readonly kind: 'adopt'; readonly generation: number }
  /** Let it end once its children have. */
  | { readonly kind: 'end-zygote'; readonly generation: number }
  | { readonly kind: 'kill-zygote'; readonly generation: number }
  | { readonly kind: 'fork'; readonly generation: number; readonly serial: number; readonly slot: number }
  /** Through the gateways: no new request, end when the cores are free. */
  | { readonly kind: 'retire'; readonly serial: number }
  | { readonly kind: 'kill'; readonly serial: number; readonly pid: number; readonly dumpFirst: boolean }
  | { readonly kind: 'pause'; readonly paused: boolean }
  | { readonly kind: 'drain' }
  /** Requests that still wait for a core will not get one. */
  | { readonly kind: 'shed' }
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'exit'; readonly code: number };

export function initialSupervision(settings: SupervisionSettings): Supervision {
  return {
    phase: 'running',
    settings,
    lastGeneration: 0,
    zygotes: [],
    workers: [],
    slots: Array.from({ length: settings.processes }, (_, index) => newSlot(index + 1, 1)),
    nextSerial: 1,
    chain: null,
    paused: false,
    drained: true,
    isFull: false,
    stopBy: null,
    zygoteNotBefore: 0,
    killedStarts: 0,
    reloads: 0,
    reload: null,
  };
}

export function newSlot(slot: number, generation: number): Slot {
  return {
    slot,
    wanted: true,
    generation,
    crashes: 0,
    notBefore: 0,
    respawns: 0,
    harakiris: 0,
    lastExit: null,
    lastSpawn: 0,
  };
}
