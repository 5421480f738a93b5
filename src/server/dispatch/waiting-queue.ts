import type { Exchange } from './exchange.js';

/** First come, first served; taking one out of the middle is cheap too (a client that leaves). */
export class WaitingQueue {
  // A Set keeps the order of insertion.
  readonly #exchanges = new Set<Exchange>();

  get size(): number {
    return this.#exchanges.size;
  }

  add(exchange: Exchange): void {
    this.#exchanges.add(exchange);
  }

  has(exchange: Exchange): boolean {
    return this.#exchanges.has(exchange);
  }

  take(): Exchange | null {
    for (const exchange of this.#exchanges) {
      this.#exchanges.delete(exchange);
      return exchange;
    }
    return null;
  }

  remove(exchange: Exchange): boolean {
    return this.#exchanges.delete(exchange);
  }

  all(): Exchange[] {
    return [...this.#exchanges];
  }
}
