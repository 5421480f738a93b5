/**
 * Lets requests wait in one bounded queue, from which they go to free cores (`feed.ts`), and counts.
 *
 * A core is free when its link is connected, nothing is in its hand, and its worker is neither retiring nor stuck.
 * Among free cores the one whose worker has the least to do wins, since threads of one worker share an interpreter
 * lock. A request waits until a core begins with it. Nothing here does I/O except through the links.
 */
import type { GatewayTally, InRequest } from '../counting/ledger.js';
import { varsIn } from '../exchange/environ-text.js';
import type { Exchange } from '../exchange/exchange.js';
import { type Hello, NO_APPLICATION } from '../messages/link-frames.js';
import type { BegunNumbers } from './begun-numbers.js';
import type { ControlLink, ControlOwner } from './control-link.js';
import type { CoreLink } from './core-link.js';
import type { CoreOwner } from './core-owner.js';
import type { AnswerEnd, Counters } from './counters.js';
import type { DispatchEvents, DispatchSettings } from './dispatch-settings.js';
import { Feed, type FeedTimers, REAL_TIMERS } from './feed.js';
import { FullQueueLine } from './full-queue-line.js';
import { RequestPace } from './request-pace.js';
import { TimeLimits } from './time-limits.js';
import { type WorkerCores, WorkerPool } from './worker-pool.js';
import { expectedCores, requestsUntilSpent } from './worker-share.js';

export class Dispatcher implements CoreOwner<CoreLink>, ControlOwner<ControlLink> {
  #settings: DispatchSettings;
  readonly #counters: Counters;
  readonly #events: DispatchEvents;
  readonly #workers = new WorkerPool();
  readonly #feed: Feed;
  /** Requests that no core works on, here or ready for one. */
  #waitingCount = 0;
  /** Workers that retire from now on are not replaced. */
  isStopping = false;
  #hasShed = false;
  readonly #limits: TimeLimits;
  readonly #fullLine = new FullQueueLine();

  constructor(
    settings: DispatchSettings,
    counters: Counters,
    events: DispatchEvents,
    pace = new RequestPace(),
    timers: FeedTimers = REAL_TIMERS,
  ) {
    this.#feed = new Feed(this.#workers, pace, timers);
    this.#settings = settings;
    this.#counters = counters;
    this.#events = events;
    this.#limits = new TimeLimits(settings, this.#workers, this.#feed, events, (exchange) => {
      this.#stopWaiting(exchange, 'timeout');
    });
  }

  reconfigure(settings: DispatchSettings): void {
    this.#settings = settings;
    this.#limits.reconfigure(settings);
  }

  submit(exchange: Exchange): void {
    exchange.since = performance.now();
    exchange.attempts = 0;
    const { listen } = this.#settings.limits;
    if (this.#waitingCount >= listen && this.#waitingCount >= listen + this.#freeCount) {
      this.#refuse(exchange);
      return;
    }
    this.#countWaiting(exchange, true);
    this.#feed.add(exchange);
  }

  isWaiting(exchange: Exchange): boolean {
    return exchange.waits;
  }

  /** The client of a request is gone, wherever the request is, submitted or not. */
  withdraw(exchange: Exchange): void {
    exchange.gone = true;
    if (exchange.core !== null) {
      exchange.core.cancel();
      return;
    }
    this.#feed.remove(exchange);
    this.#countWaiting(exchange, false);
    if (exchange.readyFor === null) releaseBody(exchange);
    else exchange.readyFor.recall();
  }

  get busy(): boolean {
    return this.#feed.size > 0 || this.#workers.isBusy;
  }

  pause(paused: boolean): void {
    this.#feed.paused = paused;
    if (this.#settings.direct) this.#workers.pause(paused);
    this.#feed.soon();
  }

  /** @param begun null: nobody can tell what its cores have begun, and they get one request at a time */
  addControl(control: ControlLink, begun: BegunNumbers | null): void {
    this.#workers.setControl(control, begun);
  }

  /** @returns null when the worker has more connections than cores, or a newer one of this core. */
  addCore(make: (owner: CoreOwner<CoreLink>) => CoreLink, hello: Hello): CoreLink | null {
    if (!this.#workers.replaceCore(hello)) return null;
    const worker = this.#workers.get(hello.serial) ?? this.#addWorker(hello);
    const expected = expectedCores(hello, this.#settings);
    if (worker.links.length >= expected) return null;
    const core = make(this);
    worker.links.push(core);
    if (worker.retiring) {
      core.retire();
      return core;
    }
    if (this.#feed.paused && this.#settings.direct) core.pause(true);
    worker.idle.push(core);
    if (worker.links.length === expected) this.#events.accepting(hello);
    this.#feed.soon();
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
    this.#limits.sweep();
  }

  /** There will be no core for those that wait. */
  shed(): void {
    this.#hasShed = true;
    for (const exchange of [...this.#feed.all()]) this.#stopWaiting(exchange, 'stopping');
  }

  tally(withVars: boolean): GatewayTally {
    // Nobody waits for a core who only waits for the end of this turn.
    this.#feed.flush();
    return {
      sockets: this.#counters.socketTallies(),
      workers: this.#counters.workerTallies((slot, core) => this.#inRequest(slot, core, withVars)),
      routes: this.#counters.routes.tallies(),
    };
  }

  requestBegun(exchange: Exchange): void {
    this.#countWaiting(exchange, false);
  }

  requestEnded(core: CoreLink, exchange: Exchange, end: AnswerEnd): void {
    this.#feed.learn(end.micros);
    core.counters.txBytes += exchange.sentBytes;
    this.#counters.routes.count(exchange.request.method, exchange.request.uri, end.micros);
    exchange.settled(this.#counters.countAnswer(core.hello, core.counters, end));
    const worker = this.#workers.get(core.hello.serial);
    if (worker === undefined || core.isLeaving) return;
    worker.requests += 1;
    if (worker.requests >= worker.spentAfter && !worker.spent) {
      worker.spent = true;
      this.#events.spent(worker.serial);
    }
  }

  requestLost(core: CoreLink, exchange: Exchange, micros: number): void {
    this.#countWaiting(exchange, false);
    core.counters.txBytes += exchange.sentBytes;
    exchange.settled(
      this.#counters.outcomeFor(core.hello, { app: NO_APPLICATION, micros, exception: false }, 0),
    );
  }

  /** Cores may die under it, one after another, but not for ever. */
  requestReturned(exchange: Exchange, isAnswered: boolean, why: 'recalled' | 'core-lost'): void {
    if (exchange.gone || isAnswered) {
      this.#countWaiting(exchange, false);
      releaseBody(exchange);
      return;
    }
    this.#countWaiting(exchange, true);
    if (why === 'core-lost') exchange.attempts += 1;
    if (this.#hasShed && this.isStopping) this.#stopWaiting(exchange, 'stopping');
    else if (exchange.attempts >= MAX_ATTEMPTS) this.#stopWaiting(exchange, 'worker-died');
    else this.#feed.giveBack(exchange);
  }

  recall(core: CoreLink): void {
    this.#workers.recall(core);
  }

  coreIdle(core: CoreLink): void {
    this.#feed.rest(core);
    const worker = this.#workers.get(core.hello.serial);
    if (worker === undefined || core.isLeaving) core.destroy();
    else if (worker.retiring) core.retire();
    else {
      worker.idle.push(core);
      this.#limits.sayStuck(worker);
      this.#feed.soon();
    }
  }

  coreLeft(core: CoreLink): void {
    this.#feed.rest(core);
  }

  coreLost(core: CoreLink): void {
    this.#feed.rest(core);
    this.#workers.removeCore(core);
  }

  lastBegun(core: CoreLink): number | null {
    return this.#workers.lastBegun(core);
  }

  returned(serial: number, core: number, link: number, first: number, last: number): void {
    const found = this.#workers.get(serial)?.links.find(({ hello }) => hello.core === core);
    if (found?.hello.link === link) found.returned(first, last);
  }

  controlLost(control: ControlLink): void {
    this.#workers.removeControl(control);
  }

  #addWorker(hello: Hello): WorkerCores {
    const slot = this.#counters.slotFor(hello.slot);
    if (hello.serial > slot.serial) {
      slot.serial = hello.serial;
      slot.deltaRequests = 0;
    }
    return this.#workers.add(hello, requestsUntilSpent(hello, this.#settings));
  }

  get #freeCount(): number {
    return this.#feed.paused ? 0 : this.#workers.freeCount;
  }

  #refuse(exchange: Exchange): void {
    const listener = this.#counters.listeners[exchange.listener];
    if (listener !== undefined) listener.refused += 1;
    const { sockets, limits } = this.#settings;
    const waiting = this.#waitingCount - this.#freeCount;
    const line = this.#fullLine.next(sockets[exchange.listener] ?? '', waiting, limits.listen);
    if (line !== null) this.#events.log(line);
    this.#fail(exchange, 'queue-full');
  }

  #fail(exchange: Exchange, failure: 'queue-full' | 'timeout' | 'stopping' | 'worker-died'): void {
    exchange.answerFailure(failure);
    releaseBody(exchange);
  }

  #stopWaiting(exchange: Exchange, failure: 'timeout' | 'stopping' | 'worker-died'): void {
    this.#feed.remove(exchange);
    this.#countWaiting(exchange, false);
    this.#fail(exchange, failure);
  }

  #inRequest(slot: number, core: number, withVars: boolean): InRequest | null {
    const link = this.#workers.busyCore(slot, core);
    if (link === null || link.exchange === null) return null;
    return { startMicros: link.startedUnixMicros, vars: withVars ? varsIn(link.exchange.environ) : [] };
  }

  #countWaiting(exchange: Exchange, waits: boolean): void {
    if (exchange.waits === waits) return;
    exchange.waits = waits;
    const change = waits ? 1 : -1;
    this.#waitingCount += change;
    const listener = this.#counters.listeners[exchange.listener];
    if (listener !== undefined) listener.waiting += change;
  }
}

/** Cores that may die one after another before they have read a request. */
const MAX_ATTEMPTS = 5;

function releaseBody(exchange: Exchange): void {
  if (exchange.body.kind === 'follows') exchange.body.source.release();
}
