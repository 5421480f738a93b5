/**
 * The waiting requests, and the way to a core: how many go at once, and when.
 *
 * They wait for the end of the turn, in which all that has come is read. Short ones then go to few cores, several at
 * once (`request-pace.ts`), all others one by one to every core that is free. Nothing stays behind a request that turns
 * out to be slow: what a core has not begun after a while is recalled and goes first, and a core that runs for long does
 * not count as one that will soon be ready.
 */
import type { Exchange } from '../exchange/exchange.js';
import { requestBytes } from '../messages/link-frames.js';
import type { CoreLink } from './core-link.js';
import type { RequestPace } from './request-pace.js';
import { WaitingQueue } from './waiting-queue.js';
import type { WorkerPool } from './worker-pool.js';

/** Where `setImmediate` and `setTimeout` come from. */
export interface FeedTimers {
  /** At the end of this turn. */
  soon(run: () => void): void;
  /** In that time, and not before what has come by then is read. */
  later(run: () => void, ms: number): void;
}

export const REAL_TIMERS: FeedTimers = {
  soon: (run) => void setImmediate(run),
  later: (run, ms) => void setTimeout(() => setImmediate(run), ms).unref(),
};

/** Cores are looked at so often while somebody may be kept waiting by one of them. */
const LOOK_MS = 2;
/** A core that has been at work for so long does not count as nearly ready. */
const NEARLY_READY_MS = 2;
/** After so long a core is asked for what it has not begun. */
const RECALL_MS = 4;
/** Frames up to this size together reach the core in one piece; a request that is larger goes alone. */
const MOST_BATCH_BYTES = 24_576;

export class Feed {
  readonly #workers: WorkerPool;
  readonly #timers: FeedTimers;
  readonly #queue = new WaitingQueue();
  readonly #pace: RequestPace;
  /** Cores at work that have not been so for long. */
  #active = 0;
  #isScheduled = false;
  #isWatching = false;
  paused = false;

  constructor(workers: WorkerPool, pace: RequestPace, timers: FeedTimers) {
    this.#workers = workers;
    this.#pace = pace;
    this.#timers = timers;
  }

  get size(): number {
    return this.#queue.size;
  }

  add(exchange: Exchange): void {
    this.#queue.add(exchange);
    // The only one: it need not wait for others.
    if (this.#active === 0 && this.#queue.size === 1) this.flush();
    else this.soon();
  }

  /** It had left the queue already: it goes first. */
  giveBack(exchange: Exchange): void {
    this.#queue.giveBack(exchange);
    this.soon();
  }

  has(exchange: Exchange): boolean {
    return this.#queue.has(exchange);
  }

  remove(exchange: Exchange): boolean {
    return this.#queue.remove(exchange);
  }

  /** In the order in which they will be served. */
  all(): Iterable<Exchange> {
    return this.#queue.all();
  }

  learn(micros: number): void {
    this.#pace.learn(micros);
  }

  /** A core has nothing in hand any more, or is gone. */
  rest(core: CoreLink): void {
    if (!core.isActive) return;
    core.isActive = false;
    this.#active -= 1;
  }

  /** There may be something to do at the end of this turn. */
  soon(): void {
    if (this.#isScheduled || this.#queue.size === 0) return;
    this.#isScheduled = true;
    this.#timers.soon(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }

  /** Gives to free cores what may go to them. */
  flush(): void {
    while (!this.paused && this.#queue.size > 0) {
      const most = this.#mostAtOnce();
      const room = this.#pace.mostActive(this.#queue.size) - this.#active;
      if (most > 1 && room <= 0) {
        this.#watch();
        return;
      }
      const core = this.#workers.takeFreeCore();
      if (core === null) return;
      const share = most === 1 ? 1 : Math.ceil(this.#queue.size / room);
      this.#start(core, Math.min(most, share, this.#workers.mostFor(core)));
    }
  }

  #start(core: CoreLink, most: number): void {
    const batch = this.#take(most);
    core.isActive = true;
    this.#active += 1;
    core.start(batch);
    if (batch.length > 1) this.#watch();
  }

  /** Of what waits first. */
  #mostAtOnce(): number {
    const first = this.#queue.first();
    // Those that have come back have waited long enough, and a body that is large or comes on demand is not short.
    if (first === null || this.#queue.hasReturned || sizeInBatch(first) > MOST_BATCH_BYTES) return 1;
    return this.#pace.mostAtOnce;
  }

  #take(most: number): Exchange[] {
    const first = this.#queue.take();
    if (first === null) return [];
    const batch = [first];
    let bytes = sizeInBatch(first);
    while (batch.length < most) {
      const next = this.#queue.first();
      if (next === null) break;
      bytes += sizeInBatch(next);
      if (bytes > MOST_BATCH_BYTES) break;
      this.#queue.remove(next);
      batch.push(next);
    }
    return batch;
  }

  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#timers.later(() => {
      this.#isWatching = false;
      this.#look(performance.now());
      this.flush();
    }, LOOK_MS);
  }

  /** Is anybody kept waiting by a slow request? */
  #look(now: number): void {
    for (const core of this.#workers.busyCores()) {
      if (core.isActive && now - core.startedAt >= NEARLY_READY_MS) this.rest(core);
      if (!core.hasReady) continue;
      if (now - core.handedAt >= RECALL_MS) this.#workers.recall(core);
      this.#watch();
    }
  }
}

/** Infinite for what is never part of a batch. */
function sizeInBatch({ environ, body }: Exchange): number {
  if (body.kind === 'follows') return Number.POSITIVE_INFINITY;
  const flags = environ.isJson ? 1 : 0;
  return requestBytes({ number: 0, environ: environ.text, flags, body: body.bytes });
}
