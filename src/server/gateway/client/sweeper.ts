/** Checked from time to time. */
export interface Swept {
  /** @param now `performance.now()` */
  sweep(now: number): void;
  /** This process did not run for so long: that time counts against no client. */
  forgive(ms: number): void;
}

const EVERY_MS = 250;
/** A look that comes this much later than it should: this process was stopped, or had no CPU. */
const LATE_MS = 100;

/**
 * One timer for all connections: one for each would cost more than all else that a short connection needs. Nobody is
 * judged before what came meanwhile has been read, after a pause of the whole process either.
 */
export class Sweeper {
  readonly #all: ReadonlySet<Swept>;
  #sweptAt = performance.now();

  constructor(all: ReadonlySet<Swept>) {
    this.#all = all;
  }

  start(): void {
    // Timers run before sockets are read, `setImmediate` after it.
    setInterval(() => setImmediate(() => this.sweep(performance.now())), EVERY_MS).unref();
  }

  /** @param now `performance.now()` */
  sweep(now: number): void {
    const missed = now - this.#sweptAt - EVERY_MS;
    this.#sweptAt = now;
    for (const one of this.#all) {
      if (missed > LATE_MS) one.forgive(missed);
      one.sweep(now);
    }
  }
}
