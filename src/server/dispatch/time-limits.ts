/** Answers what has taken too long, waiting or at work, and finds the workers that have to be killed for it. */
import type { Exchange } from '../exchange/exchange.js';
import type { CoreLink } from './core-link.js';
import type { DispatchEvents, DispatchSettings } from './dispatch-settings.js';
import type { Feed } from './feed.js';
import { stuckRequestFor } from './stuck-request.js';
import { timeoutLine } from './timeout-line.js';
import type { WorkerCores, WorkerPool } from './worker-pool.js';

/** A sweep that comes this much after the last one comes late. */
const LATE_MS = 500;

export class TimeLimits {
  #settings: DispatchSettings;
  readonly #workers: WorkerPool;
  readonly #feed: Feed;
  readonly #events: DispatchEvents;
  readonly #stopWaiting: (exchange: Exchange) => void;
  #sweptAt = performance.now();

  /** @param stopWaiting answers 504 to one that waits */
  constructor(
    settings: DispatchSettings,
    workers: WorkerPool,
    feed: Feed,
    events: DispatchEvents,
    stopWaiting: (exchange: Exchange) => void,
  ) {
    this.#settings = settings;
    this.#workers = workers;
    this.#feed = feed;
    this.#events = events;
    this.#stopWaiting = stopWaiting;
  }

  reconfigure(settings: DispatchSettings): void {
    this.#settings = settings;
  }

  sweep(): void {
    const now = performance.now();
    const missed = now - this.#sweptAt - LATE_MS;
    this.#sweptAt = now;
    if (missed > 0) {
      this.#forgive(missed);
      return;
    }
    for (const worker of this.#workers.values()) {
      for (const core of worker.links) this.#sweepCore(worker, core, now);
      this.sayStuck(worker);
    }
    for (const exchange of [...this.#feed.all()]) {
      if (!this.#hasWaitedTooLong(exchange, now)) continue;
      this.#sayTimeout(exchange, 'waited');
      this.#stopWaiting(exchange);
    }
  }

  /** The worker is killed once nothing else is under way in it; those requests have the same limit. */
  sayStuck(worker: WorkerCores): void {
    if (worker.stuck.length === 0) return;
    const limit = (this.#settings.workers.harakiriSeconds ?? 0) * 1000;
    const now = performance.now();
    const others = worker.links.some((core) => core.exchange !== null && now - core.startedAt < limit);
    if (!others) this.#events.stuck(worker.serial, worker.stuck);
  }

  /** This process was stopped: what came meanwhile has not been read yet, so that nobody can be judged. */
  #forgive(ms: number): void {
    for (const { links } of this.#workers.values()) {
      for (const core of links) {
        core.forgive(ms);
        for (const { exchange } of core.ready) exchange.since += ms;
      }
    }
    for (const exchange of this.#feed.all()) exchange.since += ms;
  }

  #sweepCore(worker: WorkerCores, core: CoreLink, now: number): void {
    const { exchange } = core;
    if (exchange === null) return;
    const { harakiriSeconds } = this.#settings.workers;
    const elapsed = now - core.startedAt;
    if (harakiriSeconds !== null && elapsed >= harakiriSeconds * 1000) this.#harakiri(worker, core, exchange);
    else if (core.isSilent && elapsed >= this.#timeoutMs(exchange)) {
      this.#sayTimeout(exchange, 'ran');
      core.giveUp('timeout');
    }
    // Those that lie ready for a core that does not go on.
    for (const request of core.ready) {
      if (!request.exchange.waits || !this.#hasWaitedTooLong(request.exchange, now)) continue;
      request.dropAnswer();
      this.#sayTimeout(request.exchange, 'waited');
      this.#stopWaiting(request.exchange);
    }
  }

  #harakiri(worker: WorkerCores, core: CoreLink, exchange: Exchange): void {
    if (worker.stuck.some((request) => request.core === core.hello.core)) return;
    worker.stuck.push(stuckRequestFor(core, exchange));
    core.giveUp('harakiri');
  }

  #hasWaitedTooLong(exchange: Exchange, now: number): boolean {
    return now - exchange.since >= this.#timeoutMs(exchange);
  }

  #timeoutMs({ listener }: Exchange): number {
    return (this.#settings.answerTimeouts[listener] ?? Number.POSITIVE_INFINITY) * 1000;
  }

  /** A client that gets 504 finds its reason in the log. */
  #sayTimeout({ listener, request }: Exchange, what: 'ran' | 'waited'): void {
    this.#events.log(timeoutLine(request, what, this.#settings.answerTimeouts[listener] ?? 0));
  }
}
