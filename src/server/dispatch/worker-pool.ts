/** The workers whose cores are connected here, and which core is next. */
import type { StuckRequest } from '../messages/gateway-messages.js';
import type { Hello } from '../messages/link-frames.js';
import type { BegunNumbers } from './begun-numbers.js';
import type { ControlLink } from './control-link.js';
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
  /** By worker, also before its first core has connected and after its last one has left. */
  readonly #controls = new Map<number, ControlLink>();
  /** The notes of a worker's cores of what they have begun: asked until the last of them is gone. */
  readonly #begun = new Map<number, BegunNumbers>();

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
    this.#forgetBegun(serial);
  }

  /**
   * A core that connects again takes the place of its old link, whatever that one has in hand.
   * @returns false when it is the hello that comes late, of a link that its core has replaced since
   */
  replaceCore({ serial, core, link }: Hello): boolean {
    if (this.#begun.get(serial)?.hasNewer(core, link)) return false;
    const worker = this.#workers.get(serial);
    const before = worker?.links.find((one) => one.hello.core === core);
    if (worker === undefined || before === undefined) return true;
    if (before.hello.link >= link) return false;
    removeFrom(worker.links, before);
    removeFrom(worker.idle, before);
    this.#letLeave(before);
    return true;
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
    if (worker.links.length > 0) return;
    this.#workers.delete(worker.serial);
    if (!this.#controls.has(worker.serial)) this.#forgetBegun(worker.serial);
  }

  /** @param begun null: nobody can tell what its cores have begun */
  setControl(control: ControlLink, begun: BegunNumbers | null): void {
    const { serial } = control;
    const before = this.#controls.get(serial);
    this.#controls.set(serial, control);
    before?.cutOff();
    this.#begun.get(serial)?.close();
    if (begun === null) this.#begun.delete(serial);
    else this.#begun.set(serial, begun);
  }

  removeControl(control: ControlLink): void {
    const { serial } = control;
    if (this.#controls.get(serial) !== control) return;
    this.#controls.delete(serial);
    if (!this.#workers.has(serial)) this.#forgetBegun(serial);
  }

  recall({ hello: { serial, core } }: CoreLink): void {
    this.#controls.get(serial)?.recall(core);
  }

  lastBegun({ hello: { serial, core, link } }: CoreLink): number | null {
    return this.#begun.get(serial)?.lastBegun(core, link) ?? null;
  }

  #forgetBegun(serial: number): void {
    this.#begun.get(serial)?.close();
    this.#begun.delete(serial);
  }

  /** Number of requests that a core may have at once. */
  mostFor({ hello: { serial } }: CoreLink): number {
    const worker = this.#workers.get(serial);
    const control = this.#controls.get(serial);
    const canReturn = control !== undefined && !control.isAsked && this.#begun.has(serial);
    if (worker === undefined || !canReturn) return 1;
    if (worker.spentAfter === Number.POSITIVE_INFINITY) return worker.spentAfter;
    const given = worker.links.reduce((sum, { requestCount }) => sum + requestCount, worker.requests);
    return Math.max(1, worker.spentAfter - given);
  }

  *busyCores(): Generator<CoreLink> {
    for (const { links } of this.#workers.values()) {
      for (const core of links) if (core.exchange !== null) yield core;
    }
  }

  get freeCount(): number {
    let count = 0;
    for (const { idle, stuck } of this.#workers.values()) count += stuck.length > 0 ? 0 : idle.length;
    return count;
  }

  get isBusy(): boolean {
    return this.#leaving.size > 0 || !this.busyCores().next().done;
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
