/**
 * Gives each request to one free core, lets the others wait in one bounded queue, and counts.
 *
 * A core is free when its link is connected, nothing is in its hand, and its worker is neither retiring nor stuck.
 * Among free cores the one whose worker has the least to do wins, since threads of one worker share an interpreter
 * lock. Nothing here does I/O except through the links.
 */
import type { GatewayTally, InRequest } from '../counting/ledger.js';
import { varsIn } from '../exchange/environ-text.js';
import type { Exchange } from '../exchange/exchange.js';
import { type Hello, NO_APPLICATION } from '../messages/link-frames.js';
import type { CoreLink } from './core-link.js';
import type { CoreOwner } from './core-owner.js';
import type { AnswerEnd, Counters } from './counters.js';
import type { DispatchEvents, DispatchSettings } from './dispatch-settings.js';
import { FullQueueLine } from './full-queue-line.js';
import { stuckRequestFor } from './stuck-request.js';
import { timeoutLine } from './timeout-line.js';
import { WaitingQueue } from './waiting-queue.js';
import { type WorkerCores, WorkerPool } from './worker-pool.js';
import { expectedCores, requestsUntilSpent } from './worker-share.js';

export class Dispatcher implements CoreOwner<CoreLink> {
  #settings: DispatchSettings;
  readonly #counters: Counters;
  readonly #events: DispatchEvents;
  readonly #workers = new WorkerPool();
  readonly #waiting = new WaitingQueue();
  #paused = false;
  /** Workers that retire from now on are not replaced. */
  isStopping = false;
  #sweptAt = performance.now();
  readonly #fullLine = new FullQueueLine();

  constructor(settings: DispatchSettings, counters: Counters, events: DispatchEvents) {
    this.#settings = settings;
    this.#counters = counters;
    this.#events = events;
  }

  reconfigure(settings: DispatchSettings): void {
    this.#settings = settings;
  }

  submit(exchange: Exchange): void {
    exchange.since = performance.now();
    exchange.attempts = 0;
    const core = this.#waiting.size > 0 ? null : this.#takeFreeCore();
    if (core !== null) {
      core.start(exchange);
    } else if (this.#waiting.size >= this.#settings.limits.listen) {
      this.#refuse(exchange);
    } else {
      this.#waiting.add(exchange);
      this.#countWaiting(exchange, 1);
    }
  }

  isWaiting(exchange: Exchange): boolean {
    return this.#waiting.has(exchange);
  }

  /** The client of a request is gone, wherever the request is, submitted or not. */
  withdraw(exchange: Exchange): void {
    exchange.gone = true;
    if (exchange.core !== null) exchange.core.cancel();
    else {
      if (this.#waiting.remove(exchange)) this.#countWaiting(exchange, -1);
      releaseBody(exchange);
    }
  }

  get busy(): boolean {
    return this.#waiting.size > 0 || this.#workers.isBusy;
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    if (this.#settings.direct) this.#workers.pause(paused);
    this.#serveWaiting();
  }

  /** @returns null when the worker has more connections than cores. */
  addCore(make: (owner: CoreOwner<CoreLink>) => CoreLink, hello: Hello): CoreLink | null {
    this.#workers.replaceCore(hello);
    const worker = this.#workers.get(hello.serial) ?? this.#addWorker(hello);
    const expected = expectedCores(hello, this.#settings);
    if (worker.links.length >= expected) return null;
    const core = make(this);
    worker.links.push(core);
    if (worker.retiring) {
      core.retire();
      return core;
    }
    if (this.#paused && this.#settings.direct) core.pause(true);
    worker.idle.push(core);
    if (worker.links.length === expected) this.#events.accepting(hello);
    this.#serveWaiting();
    return core;
  }

  retire(serial: number): void {
    this.#workers.retire(serial);
  }

  bury(serial: number): void {
    this.#workers.bury(serial);
  }

  /** To be called several times a second: answers what has taken too long. */
  sweep(): void {
    const now = performance.now();
    const missed = now - this.#sweptAt - LATE_MS;
    this.#sweptAt = now;
    if (missed > 0) {
      this.#forgive(missed);
      return;
    }
    for (const worker of this.#workers.values()) this.#judge(worker, now);
    const isOver = (exchange: Exchange): boolean => now - exchange.since >= this.#timeoutMs(exchange);
    for (const exchange of [...this.#waiting.all()].filter(isOver)) {
      this.#sayTimeout(exchange, 'waited');
      this.#stopWaiting(exchange, 'timeout');
    }
  }

  #judge(worker: WorkerCores, now: number): void {
    const harakiriMs = (this.#settings.workers.harakiriSeconds ?? Number.POSITIVE_INFINITY) * 1000;
    for (const core of worker.links) {
      if (core.exchange === null) continue;
      const elapsed = now - core.startedAt;
      if (elapsed >= harakiriMs) this.#harakiri(worker, core, core.exchange);
      else if (core.isSilent && elapsed >= this.#timeoutMs(core.exchange)) {
        this.#sayTimeout(core.exchange, 'ran');
        core.giveUp('timeout');
      }
    }
    this.#sayStuck(worker);
  }

  /** There will be no core for those that wait. */
  shed(): void {
    for (const exchange of [...this.#waiting.all()]) this.#stopWaiting(exchange, 'stopping');
  }

  tally(withVars: boolean): GatewayTally {
    return {
      sockets: this.#counters.socketTallies(),
      workers: this.#counters.workerTallies((slot, core) => this.#inRequest(slot, core, withVars)),
    };
  }

  coreFree(core: CoreLink, exchange: Exchange, end: AnswerEnd): void {
    const worker = this.#workers.get(core.hello.serial);
    core.counters.txBytes += exchange.sentBytes;
    exchange.settled(this.#counters.countAnswer(core.hello, core.counters, end));
    if (worker === undefined || core.isLeaving) {
      core.destroy();
      return;
    }
    worker.requests += 1;
    if (worker.requests >= worker.spentAfter && !worker.spent) {
      worker.spent = true;
      this.#events.spent(worker.serial);
    }
    if (worker.retiring) {
      core.retire();
      return;
    }
    const next = worker.stuck.length === 0 && !this.#paused ? this.#nextWaiting() : null;
    if (next !== null) {
      core.start(next);
      return;
    }
    worker.idle.push(core);
    this.#sayStuck(worker);
  }

  coreLost(core: CoreLink, exchange: Exchange | null, micros: number): void {
    this.#workers.removeCore(core);
    if (exchange === null) return;
    core.counters.txBytes += exchange.sentBytes;
    exchange.settled(
      this.#counters.outcomeFor(core.hello, { app: NO_APPLICATION, micros, exception: false }, 0),
    );
  }

  /** Nobody has begun with it, so that another core may have it; not for ever, though. */
  coreLostUnread(core: CoreLink, exchange: Exchange): void {
    this.#workers.removeCore(core);
    if (exchange.gone) {
      releaseBody(exchange);
      return;
    }
    exchange.attempts += 1;
    if (exchange.attempts >= MAX_ATTEMPTS) {
      this.#fail(exchange, 'worker-died');
      return;
    }
    this.#waiting.giveBack(exchange);
    this.#countWaiting(exchange, 1);
    this.#serveWaiting();
  }

  /** This process was stopped: what came meanwhile has not been read yet, so that nobody can be judged. */
  #forgive(ms: number): void {
    for (const worker of this.#workers.values()) for (const core of worker.links) core.forgive(ms);
    for (const exchange of this.#waiting.all()) exchange.since += ms;
  }

  #addWorker(hello: Hello): WorkerCores {
    const slot = this.#counters.slotFor(hello.slot);
    if (hello.serial > slot.serial) {
      slot.serial = hello.serial;
      slot.deltaRequests = 0;
    }
    return this.#workers.add(hello, requestsUntilSpent(hello, this.#settings));
  }

  #takeFreeCore(): CoreLink | null {
    return this.#paused ? null : this.#workers.takeFreeCore();
  }

  #serveWaiting(): void {
    while (this.#waiting.size > 0) {
      const core = this.#takeFreeCore();
      if (core === null) return;
      const exchange = this.#nextWaiting();
      if (exchange !== null) core.start(exchange);
    }
  }

  #nextWaiting(): Exchange | null {
    const exchange = this.#waiting.take();
    if (exchange !== null) this.#countWaiting(exchange, -1);
    return exchange;
  }

  #refuse(exchange: Exchange): void {
    const listener = this.#counters.listeners[exchange.listener];
    if (listener !== undefined) listener.refused += 1;
    const { sockets, limits } = this.#settings;
    const line = this.#fullLine.next(sockets[exchange.listener] ?? '', this.#waiting.size, limits.listen);
    if (line !== null) this.#events.log(line);
    this.#fail(exchange, 'queue-full');
  }

  #fail(exchange: Exchange, failure: 'queue-full' | 'timeout' | 'stopping' | 'worker-died'): void {
    exchange.answerFailure(failure);
    releaseBody(exchange);
  }

  #timeoutMs = ({ listener }: Exchange): number =>
    (this.#settings.answerTimeouts[listener] ?? Number.POSITIVE_INFINITY) * 1000;

  /** A client that gets 504 finds its reason in the log. */
  #sayTimeout(exchange: Exchange, what: 'ran' | 'waited'): void {
    this.#events.log(timeoutLine(exchange.request, what, this.#timeoutMs(exchange) / 1000));
  }

  #stopWaiting(exchange: Exchange, failure: 'timeout' | 'stopping'): void {
    if (this.#waiting.remove(exchange)) this.#countWaiting(exchange, -1);
    this.#fail(exchange, failure);
  }

  #harakiri(worker: WorkerCores, core: CoreLink, exchange: Exchange): void {
    if (worker.stuck.some((request) => request.core === core.hello.core)) return;
    worker.stuck.push(stuckRequestFor(core, exchange));
    core.giveUp('harakiri');
  }

  /** The worker is killed once nothing else is under way in it; those requests have the same limit. */
  #sayStuck(worker: WorkerCores): void {
    if (worker.stuck.length === 0) return;
    const limit = (this.#settings.workers.harakiriSeconds ?? 0) * 1000;
    const now = performance.now();
    const others = worker.links.some((core) => core.exchange !== null && now - core.startedAt < limit);
    if (!others) this.#events.stuck(worker.serial, worker.stuck);
  }

  #inRequest(slot: number, core: number, withVars: boolean): InRequest | null {
    const link = this.#workers.busyCore(slot, core);
    if (link === null || link.exchange === null) return null;
    return { startMicros: link.startedUnixMicros, vars: withVars ? varsIn(link.exchange.environ) : [] };
  }

  #countWaiting(exchange: Exchange, change: 1 | -1): void {
    const listener = this.#counters.listeners[exchange.listener];
    if (listener !== undefined) listener.waiting += change;
  }
}

/** A sweep that comes this much after the last one comes late. */
const LATE_MS = 500;
/** Cores that may die one after another before they have read a request. */
const MAX_ATTEMPTS = 5;

function releaseBody(exchange: Exchange): void {
  if (exchange.body.kind === 'follows') exchange.body.source.release();
}
