/** A longer step is time in which this process was stopped, or the whole machine was. */
const LONGEST_STEP_MS = 500;

/**
 * Milliseconds that this process has lived through. While it is stopped it hears no process,
 * so no deadline may pass; and setting the system's clock changes nothing.
 */
export class SteadyClock {
  readonly #read: () => number;
  #lastRead: number;
  #now: number;

  /** @param read milliseconds of a clock that only runs forward */
  constructor(read = (): number => performance.now(), start = Date.now()) {
    this.#read = read;
    this.#lastRead = read();
    this.#now = start;
  }

  /** To be asked much more often than the longest step is. */
  now(): number {
    const read = this.#read();
    this.#now += Math.min(read - this.#lastRead, LONGEST_STEP_MS);
    this.#lastRead = read;
    return this.#now;
  }
}
