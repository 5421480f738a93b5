import type { Exchange } from '../exchange/exchange.js';

/** First come, first served; taking one out of the middle is cheap too (a client that leaves). */
export class WaitingQueue {
  // A Set keeps the order of insertion.
  readonly #exchanges = new Set<Exchange>();
  /** Those that had left the queue already, for a core that did not begin with them: they go first. */
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

  /** Some of those that go first are here. */
  get hasReturned(): boolean {
    return this.#returned.size > 0;
  }

  first(): Exchange | null {
    const queue = this.#returned.size > 0 ? this.#returned : this.#exchanges;
    return queue.values().next().value ?? null;
  }

  take(): Exchange | null {
    const exchange = this.first();
    if (exchange !== null) this.remove(exchange);
    return exchange;
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
