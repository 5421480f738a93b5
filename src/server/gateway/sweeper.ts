/** What can be looked at from time to time. */
export interface Swept {
  /** @param now `performance.now()` */
  sweep(now: number): void;
  /** For so long nobody could look: that time is nobody's fault. */
  forgive(milliseconds: number): void;
}

const everyMillis = 250;
/** A look that comes this much later than it should. */
const lateMillis = 500;

/**
 * One timer for all connections: one for each would cost more than all else that a short connection needs. After a pause
 * of the whole process nobody is judged before what came meanwhile has been read.
 */
export class Sweeper {
  readonly #all: ReadonlySet<Swept>;
  #sweptAt = performance.now();

  constructor(all: ReadonlySet<Swept>) {
    this.#all = all;
  }

  start(): void {
    setInterval(() => this.#sweep(), everyMillis).unref();
  }

  #sweep(): void {
    const now = performance.now();
    const missed = now - this.#sweptAt - everyMillis;
    this.#sweptAt = now;
    for (const one of this.#all) {
      if (missed > lateMillis) one.forgive(missed);
      else one.sweep(now);
    }
  }
}
