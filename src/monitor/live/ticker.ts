import type { Clock } from './clock.js';

export const TICK_MS = 1000;
/** A reading that is later than this does without its tick. */
const LATE_MS = 250;

/**
 * Ages, countdowns and the clock go on while the server is silent. Where readings come at least as often as ticks, a tick comes
 * with one of them, so that both make one frame, and by itself only when that is late.
 */
export class Ticker {
  readonly #clock: Clock;
  readonly #everyMs: () => number;
  readonly #tick: () => void;
  #callOff: () => void = () => {};
  #tickedAtMs: number;

  /** `everyMs`: where something moves by itself, it may be less than `TICK_MS`. */
  constructor(clock: Clock, everyMs: () => number, tick: () => void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#tick = tick;
    this.#tickedAtMs = clock.steadyMs();
    this.#tickIn(everyMs());
  }

  /** A reading has come; the next one is asked for after so long. */
  hasRead(nextAfterMs: number): void {
    if (nextAfterMs > TICK_MS || this.#everyMs() < TICK_MS) return;
    const sinceMs = this.#clock.steadyMs() - this.#tickedAtMs;
    if (sinceMs >= TICK_MS - LATE_MS) this.#fire(TICK_MS + LATE_MS);
    else this.#tickIn(TICK_MS + LATE_MS - sinceMs);
  }

  close(): void {
    this.#callOff();
  }

  #tickIn(delayMs: number): void {
    this.#callOff();
    this.#callOff = this.#clock.after(delayMs, () => this.#fire(this.#everyMs()));
  }

  #fire(nextMs: number): void {
    this.#tickedAtMs = this.#clock.steadyMs();
    this.#tickIn(nextMs);
    this.#tick();
  }
}
