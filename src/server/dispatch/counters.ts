/**
 * The gateway's counters: the mutable side of `reporting/ledger.ts`. One object for each core slot, kept for the life
 * of the gateway, whatever happens to the processes that fill the slot.
 */
import type { AppTally, CoreTally, InRequest, SocketTally, WorkerTally } from '../reporting/ledger.js';

export interface CoreCounters {
  requests: number;
  exceptions: number;
  runningMicros: number;
  txBytes: number;
  readErrors: number;
  writeErrors: number;
}

export interface SlotCounters {
  readonly slot: number;
  /** The newest process of the slot; only its requests are in `deltaRequests`. */
  serial: number;
  deltaRequests: number;
  averageMicros: number;
  readonly apps: { requests: number; exceptions: number }[];
  readonly cores: CoreCounters[];
}

export interface ListenerCounters {
  waiting: number;
  refused: number;
  rejected: number;
}

export class Counters {
  readonly listeners: readonly ListenerCounters[];
  readonly #slots: SlotCounters[] = [];
  /** Requests of all workers since the gateway started. */
  totalRequests = 0;

  constructor(listeners: number) {
    this.listeners = Array.from({ length: listeners }, () => ({ waiting: 0, refused: 0, rejected: 0 }));
  }

  slotFor(slot: number): SlotCounters {
    let counters = this.#slots[slot];
    if (counters === undefined) {
      counters = { slot, serial: 0, deltaRequests: 0, averageMicros: 0, apps: [], cores: [] };
      this.#slots[slot] = counters;
    }
    return counters;
  }

  socketTallies(): SocketTally[] {
    return this.listeners.map((counters) => ({ ...counters }));
  }

  /** @param inRequest what a core has in hand now */
  workerTallies(inRequest: (slot: number, core: number) => InRequest | null): WorkerTally[] {
    return this.#slots
      .filter((slot) => slot !== undefined)
      .map((slot) => ({
        slot: slot.slot,
        deltaRequests: slot.deltaRequests,
        averageMicros: slot.averageMicros,
        apps: slot.apps.map((app): AppTally => ({ ...app })),
        cores: Array.from(slot.cores, (core, id): CoreTally => tallyFor(core, inRequest(slot.slot, id))),
      }));
  }
}

export function coreCountersFor(slot: SlotCounters, core: number): CoreCounters {
  while (slot.cores.length <= core) slot.cores.push(zeroCore());
  return slot.cores[core] ?? zeroCore();
}

export function appCountersFor(slot: SlotCounters, app: number): { requests: number; exceptions: number } {
  while (slot.apps.length <= app) slot.apps.push({ requests: 0, exceptions: 0 });
  return slot.apps[app] ?? { requests: 0, exceptions: 0 };
}

function tallyFor(core: CoreCounters, inRequest: InRequest | null): CoreTally {
  return { ...core, inRequest };
}

function zeroCore(): CoreCounters {
  return { requests: 0, exceptions: 0, runningMicros: 0, txBytes: 0, readErrors: 0, writeErrors: 0 };
}
