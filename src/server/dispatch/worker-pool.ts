/** The workers whose cores are connected here, and which core is next. */
import type { StuckRequest } from '../messages/gateway-messages.js';
import type { Hello } from '../messages/link-frames.js';
import type { CoreLink } from './core-link.js';

/** One worker process, as far as its cores belong to this gateway. */
export interface WorkerCores {
  readonly serial: number;
  readonly slot: number;
  readonly pid: number;
  readonly links: CoreLink[];
  /** Those of `links` that may be given a request. */
  readonly idle: CoreLink[];
  requests: number;
  /** After so many it is reported as spent. */
  readonly spentAfter: number;
  spent: boolean;
  /** It gets no other request, and each core ends when it is free. */
  retiring: boolean;
  /** A request in it ran for too long; it gets no other one. */
  stuck: StuckRequest[];
}

export class WorkerPool {
  readonly #workers = new Map<number, WorkerCores>();
  /** Told to finish, maybe before their cores had connected to this gateway. */
  readonly #retired = new Set<number>();

  /** Links whose core has left, with an answer that has not arrived whole. */
  readonly #leaving = new Set<CoreLink>();

  get(serial: number): WorkerCores | undefined {
    return this.#workers.get(serial);
  }

  values(): IterableIterator<WorkerCores> {
    return this.#workers.values();
  }

  add({ serial, slot, pid }: Hello, spentAfter: number): WorkerCores {
    const retiring = this.#retired.has(serial);
    const counted = { requests: 0, spentAfter, spent: false };
    const worker: WorkerCores = { serial, slot, pid, links: [], idle: [], ...counted, retiring, stuck: [] };
    this.#workers.set(serial, worker);
    return worker;
  }

  /** For cores that accept connections themselves. */
  pause(paused: boolean): void {
    for (const { links } of this.#workers.values()) for (const core of links) core.pause(paused);
  }

  retire(serial: number): void {
    this.#retired.add(serial);
    const worker = this.#workers.get(serial);
    if (worker === undefined || worker.retiring) return;
    worker.retiring = true;
    for (const core of worker.idle) core.retire();
    worker.idle.length = 0;
  }

  /** The process has ended. */
  bury(serial: number): void {
    const worker = this.#workers.get(serial);
    for (const core of worker?.links ?? []) this.#letLeave(core);
    this.#workers.delete(serial);
    this.#retired.delete(serial);
  }

  /** A core that connects again takes the place of its old link, whatever that one has in hand. */
  replaceCore({ serial, core }: Hello): void {
    const before = this.#workers.get(serial)?.links.find((link) => link.hello.core === core);
    if (before === undefined) return;
    this.removeCore(before);
    this.#letLeave(before);
  }

  #letLeave(core: CoreLink): void {
    if (core.exchange !== null) this.#leaving.add(core);
    core.leave();
  }

  removeCore(core: CoreLink): void {
    this.#leaving.delete(core);
    const worker = this.#workers.get(core.hello.serial);
    if (worker === undefined) return;
    removeFrom(worker.links, core);
    removeFrom(worker.idle, core);
    if (worker.links.length === 0) this.#workers.delete(worker.serial);
  }

  get isBusy(): boolean {
    if (this.#leaving.size > 0) return true;
    for (const worker of this.#workers.values()) {
      if (worker.links.some((core) => core.exchange !== null)) return true;
    }
    return false;
  }

  /** Of the worker with the least to do: its threads share one interpreter lock. */
  takeFreeCore(): CoreLink | null {
    let best: WorkerCores | null = null;
    let bestBusy = Number.POSITIVE_INFINITY;
    for (const worker of this.#workers.values()) {
      if (worker.idle.length === 0 || worker.stuck.length > 0) continue;
      const busy = worker.links.length - worker.idle.length;
      if (busy < bestBusy || (busy === bestBusy && best !== null && worker.slot < best.slot)) {
        best = worker;
        bestBusy = busy;
      }
    }
    return best?.idle.pop() ?? null;
  }

  /** The core of a slot that has a request in hand. */
  busyCore(slot: number, core: number): CoreLink | null {
    for (const worker of this.#workers.values()) {
      if (worker.slot !== slot) continue;
      const link = worker.links.find((one) => one.hello.core === core && one.exchange !== null);
      if (link !== undefined) return link;
    }
    return null;
  }
}

function removeFrom<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
