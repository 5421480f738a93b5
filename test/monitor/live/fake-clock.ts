import type { Clock } from '../../../src/monitor/live/clock.js';

/** A clock that stands until it is told to run; what is due runs in order, and promises settle in between. */
export class FakeClock implements Clock {
  #nowMs: number;
  #due: { readonly atMs: number; readonly run: () => void }[] = [];

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  steadyMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const entry = { atMs: this.#nowMs + delayMs, run };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      const [next] = [...this.#due].sort((left, right) => left.atMs - right.atMs);
      if (next === undefined || next.atMs > endMs) break;
      this.#due = this.#due.filter((entry) => entry !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }
}
