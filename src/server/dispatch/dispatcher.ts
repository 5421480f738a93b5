/**
 * Gives each request to one free core, lets the others wait in one bounded queue, and counts.
 *
 * A core is free when its link is connected, nothing is in its hand, and its worker is neither retiring nor stuck.
 * Among free cores the one whose worker has the least to do wins, since threads of one worker share an interpreter
 * lock. Nothing here does I/O except through the links.
 */
import type { StuckRequest } from '../gateway/gateway-messages.js';
import type { LimitsConfig, WorkersConfig } from '../options/server-config.js';
import type { GatewayTally, InRequest } from '../reporting/ledger.js';
import { printable } from '../reporting/request-log.js';
import type { CoreLink, CoreOwner } from './core-link.js';
import type { AnswerEnd, Counters } from './counters.js';
import { varsIn } from './environ-text.js';
import type { Exchange } from './exchange.js';
import { coresForGateway, type Hello, noApplication } from './link-frames.js';
import { WaitingQueue } from './waiting-queue.js';
import { type WorkerCores, WorkerPool } from './worker-pool.js';

/** What the gateway passes on to the master. */
export interface DispatchEvents {
  /** All cores of this worker that belong to this gateway are connected. */
  accepting(worker: Hello): void;
  spent(serial: number): void;
  stuck(serial: number, requests: readonly StuckRequest[]): void;
  log(line: string): void;
}

export interface DispatchSettings {
  readonly workers: WorkersConfig;
  readonly limits: LimitsConfig;
  /** For log lines, by listener: `"127.0.0.1:3031" (fd: 3)`. */
  readonly sockets: readonly string[];
  /** Seconds until 504 for a request that waits or runs, by listener; null: never. */
  readonly answerTimeouts: readonly (number | null)[];
  readonly gateways: number;
  readonly index: number;
}

export class Dispatcher implements CoreOwner {
  #settings: DispatchSettings;
  readonly #counters: Counters;
  readonly #events: DispatchEvents;
  readonly #workers = new WorkerPool();
  readonly #waiting = new WaitingQueue();
  #paused = false;
  #fullSaidAt = Number.NEGATIVE_INFINITY;

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
    this.#serveWaiting();
  }

  /** @returns null when the worker has more connections than cores. */
  addCore(make: (owner: CoreOwner) => CoreLink, hello: Hello): CoreLink | null {
    const worker = this.#workers.get(hello.serial) ?? this.#addWorker(hello);
    const expected = this.#expectedCores(hello);
    if (worker.links.length >= expected) return null;
    const core = make(this);
    worker.links.push(core);
    if (worker.retiring) {
      core.retire();
      return core;
    }
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
    const { harakiriSeconds } = this.#settings.workers;
    for (const worker of this.#workers.values()) {
      for (const core of worker.links) {
        if (core.exchange === null) continue;
        const elapsed = now - core.startedAt;
        if (harakiriSeconds !== null && elapsed >= harakiriSeconds * 1000) this.#harakiri(worker, core);
        else if (core.isSilent && elapsed >= this.#timeoutMillis(core.exchange)) {
          this.#sayTimeout(core.exchange, 'ran');
          core.giveUp('timeout');
        }
      }
      this.#sayStuck(worker);
    }
    const isOver = (exchange: Exchange): boolean => now - exchange.since >= this.#timeoutMillis(exchange);
    for (const exchange of this.#waiting.all().filter(isOver)) {
      this.#sayTimeout(exchange, 'waited');
      this.#stopWaiting(exchange, 'timeout');
    }
  }

  /** There will be no core for those that wait. */
  shed(): void {
    for (const exchange of this.#waiting.all()) this.#stopWaiting(exchange, 'stopping');
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
    if (worker === undefined) return;
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
      this.#counters.outcomeFor(core.hello, { app: noApplication, micros, exception: false }, 0),
    );
  }

  #addWorker(hello: Hello): WorkerCores {
    const slot = this.#counters.slotFor(hello.slot);
    if (hello.serial > slot.serial) {
      slot.serial = hello.serial;
      slot.deltaRequests = 0;
    }
    return this.#workers.add(hello, this.#requestsUntilSpent(hello));
  }

  /** This gateway sees its share of the worker's requests only. Jitter keeps workers from being spent together. */
  #requestsUntilSpent(hello: Hello): number {
    const { maxRequests, maxRequestsDelta } = this.#settings.workers;
    if (maxRequests === null || maxRequests <= 0) return Number.POSITIVE_INFINITY;
    const jitter = Math.random() * (maxRequestsDelta ?? maxRequests / 10);
    const share = this.#expectedCores(hello) / hello.threads;
    return Math.max(1, Math.round((maxRequests + Math.floor(jitter)) * share));
  }

  #expectedCores({ slot, threads }: Hello): number {
    const { gateways, index } = this.#settings;
    return coresForGateway(slot, threads, gateways, index);
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
    const now = performance.now();
    if (now - this.#fullSaidAt >= 1000) {
      this.#fullSaidAt = now;
      const name = this.#settings.sockets[exchange.listener] ?? '';
      const fill = `${this.#waiting.size}/${this.#settings.limits.listen}`;
      this.#events.log(`*** uWSGI listen queue of socket ${name} full !!! (${fill}) ***`);
    }
    this.#fail(exchange, 'queue-full');
  }

  #fail(exchange: Exchange, failure: 'queue-full' | 'timeout' | 'stopping'): void {
    exchange.answerFailure(failure);
    releaseBody(exchange);
  }

  #timeoutMillis = ({ listener }: Exchange): number =>
    (this.#settings.answerTimeouts[listener] ?? Number.POSITIVE_INFINITY) * 1000;

  /** A client that gets 504 finds its reason in the log. */
  #sayTimeout(exchange: Exchange, what: 'ran' | 'waited'): void {
    const { method, uri } = exchange.request;
    const limit = `http-timeout (${this.#timeoutMillis(exchange) / 1000} s)`;
    const how = what === 'ran' ? 'ran without an answer' : 'waited for a core';
    const line = `${method} ${uri} ${how} for longer than ${limit}: 504`;
    this.#events.log(`*** ${printable(line)} ***`);
  }

  #stopWaiting(exchange: Exchange, failure: 'timeout' | 'stopping'): void {
    if (this.#waiting.remove(exchange)) this.#countWaiting(exchange, -1);
    this.#fail(exchange, failure);
  }

  #harakiri(worker: WorkerCores, core: CoreLink): void {
    const { exchange } = core;
    if (exchange === null || worker.stuck.some((request) => request.core === core.hello.core)) return;
    worker.stuck.push({
      core: core.hello.core,
      remote: exchange.request.remote,
      method: exchange.request.method,
      uri: exchange.request.uri,
      since: Math.floor(core.startedUnixMicros / 1_000_000),
    });
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

function releaseBody(exchange: Exchange): void {
  if (exchange.body.kind === 'follows') exchange.body.source.release();
}
