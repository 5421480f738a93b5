import type { Exchange } from '../exchange/exchange.js';

/** First come, first served; taking one out of the middle is cheap too (a client that leaves). */
export class WaitingQueue {
  // A Set keeps the order of insertion.
  readonly #exchanges = new Set<Exchange>();
  /** Those that had left the queue already, for a core that died: they go first. */
  readonly #returned = new Set<Exchange>();

  get size(): number {
    return this.#exchanges.size + this.#returned.size;
  }

  add(exchange: Exchange): void {
    this.#exchanges.add(exchange);
  }

  giveBack(exchange: Exchange): void {
    this.#returned.add(exchange);
  }

  has(exchange: Exchange): boolean {
    return this.#exchanges.has(exchange) || this.#returned.has(exchange);
  }

  take(): Exchange | null {
    for (const exchange of this.all()) {
      this.remove(exchange);
      return exchange;
    }
    return null;
  }

  remove(exchange: Exchange): boolean {
    return this.#exchanges.delete(exchange) || this.#returned.delete(exchange);
  }

  /** In the order in which they will be served. */
  *all(): Generator<Exchange> {
    yield* this.#returned;
    yield* this.#exchanges;
  }
}
