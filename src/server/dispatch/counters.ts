/**
 * The gateway's counters: the mutable side of `counting/ledger.ts`. One object for each core slot, kept for the life
 * of the gateway, whatever happens to the processes that fill the slot.
 */

import { LatencyHistogram } from '../counting/latency-histogram.js';
import {
  type AnswerClass,
  type AppTally,
  type CoreTally,
  type InRequest,
  NO_ANSWERS,
  type SocketTally,
  type WorkerTally,
} from '../counting/ledger.js';
import type { Outcome } from '../exchange/exchange.js';
import { type Hello, NO_APPLICATION } from '../messages/link-frames.js';
import { RoutesCounted } from './route-counters.js';

/** Result of a request, as its core reports it. */
export interface AnswerEnd {
  /** Id of the application, or `noApplication`. */
  readonly app: number;
  readonly micros: number;
  readonly exception: boolean;
}

export interface CoreCounters {
  requests: number;
  exceptions: number;
  runningMicros: number;
  txBytes: number;
  readErrors: number;
  writeErrors: number;
  readonly answers: Record<AnswerClass, number>;
  readonly latency: LatencyHistogram;
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
  readonly routes = new RoutesCounted();

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

  /** A core has finished a request. */
  countAnswer(hello: Hello, core: CoreCounters, end: AnswerEnd): Outcome {
    const slot = this.slotFor(hello.slot);
    core.requests += 1;
    core.runningMicros += end.micros;
    core.latency.record(end.micros);
    if (end.exception) core.exceptions += 1;
    slot.averageMicros = Math.floor((slot.averageMicros + end.micros) / 2);
    if (slot.serial === hello.serial) slot.deltaRequests += 1;
    this.totalRequests += 1;
    if (end.app === NO_APPLICATION) return this.outcomeFor(hello, end, 0);
    const app = appCountersFor(slot, end.app);
    app.requests += 1;
    if (end.exception) app.exceptions += 1;
    return this.outcomeFor(hello, end, app.requests);
  }

  outcomeFor(hello: Hello, end: AnswerEnd, appRequests: number): Outcome {
    // Named one by one: this runs for each request, and a spread costs more than all the rest of it.
    const { app, micros, exception } = end;
    const { slot, core, pid } = hello;
    const { totalRequests } = this;
    return { slot, core, pid, app, micros, exception, appRequests, totalRequests };
  }

  socketTallies(): SocketTally[] {
    return this.listeners.map((counters) => ({ ...counters }));
  }

  /** @param inRequest the request that a core has in hand */
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

/** @param status as the application gave it: `200 OK` */
export function countStatus({ answers }: CoreCounters, status: string): void {
  const digit = status.charCodeAt(0) - DIGIT_ZERO;
  if (digit === 2) answers['2xx'] += 1;
  else if (digit === 3) answers['3xx'] += 1;
  else if (digit === 4) answers['4xx'] += 1;
  else if (digit === 5) answers['5xx'] += 1;
}

const DIGIT_ZERO = 48;

function appCountersFor(slot: SlotCounters, app: number): { requests: number; exceptions: number } {
  while (slot.apps.length <= app) slot.apps.push({ requests: 0, exceptions: 0 });
  return slot.apps[app] ?? { requests: 0, exceptions: 0 };
}

function tallyFor(core: CoreCounters, inRequest: InRequest | null): CoreTally {
  return { ...core, answers: { ...core.answers }, latency: core.latency.encode(), inRequest };
}

function zeroCore(): CoreCounters {
  return {
    requests: 0,
    exceptions: 0,
    runningMicros: 0,
    txBytes: 0,
    readErrors: 0,
    writeErrors: 0,
    answers: { ...NO_ANSWERS },
    latency: new LatencyHistogram(),
  };
}
