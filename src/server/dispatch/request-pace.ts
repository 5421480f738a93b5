/**
 * Number of requests that may go to a core at once, and of cores that work at a time, learnt from how long requests take.
 * Batches are for requests that take less than it costs to hand them over; whatever takes longer goes one by one to
 * every core there is. Pure.
 */

/** The time that a whole batch may take. */
const BATCH_US = 300;
const MOST_AT_ONCE = 8;
/** A gateway needs about so long for a request: cores that keep up with it need not be more. */
const GATEWAY_US = 16;
const FEWEST_ACTIVE = 2;
const WAITING_FOR_ONE_MORE = 32;
/**
 * A request that takes longer is slow. One of 150 may be: one that only waited for a processor counts too, and what lies
 * behind it is recalled.
 */
const SLOW_US = 5000;
const SLOW_DECAY = 0.998;
const MOST_SLOW = 4;
/** At the start nothing is known, and one thousand fast requests have to come first. */
const SLOW_AT_START = 30;

export class RequestPace {
  /** A running median: a step up or down for each request, whatever its distance. */
  #median = 1000;
  /** Count of slow ones, the long past less and less. */
  #slow = SLOW_AT_START;

  learn(micros: number): void {
    if (micros > SLOW_US) {
      this.#slow += 1;
      this.#median += 4;
      return;
    }
    this.#slow *= SLOW_DECAY;
    const step = Math.max(1, this.#median / 64);
    if (micros > this.#median) this.#median += step;
    else if (this.#median > 1) this.#median -= step;
  }

  get mostAtOnce(): number {
    if (this.#slow > MOST_SLOW) return 1;
    return Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(BATCH_US / this.#median)));
  }

  /** Cores that may be at work, while requests go several at once. */
  mostActive(waiting: number): number {
    const keepingUp = Math.ceil(this.#median / GATEWAY_US);
    return Math.max(FEWEST_ACTIVE, keepingUp) + Math.floor(waiting / WAITING_FOR_ONE_MORE);
  }
}
