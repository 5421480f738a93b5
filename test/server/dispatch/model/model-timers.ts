import type { FeedTimers } from '../../../../src/server/dispatch/feed.js';

/** Timers of the feed; they fire when the model lets them. */
export class ModelTimers implements FeedTimers {
  #soon: (() => void)[] = [];
  #later: { readonly at: number; readonly run: () => void }[] = [];

  soon(run: () => void): void {
    this.#soon.push(run);
  }

  later(run: () => void, ms: number): void {
    this.#later.push({ at: performance.now() + ms, run });
  }

  /** The end of a turn. */
  run(): void {
    const now = performance.now();
    const due = this.#later.filter(({ at }) => at <= now);
    this.#later = this.#later.filter(({ at }) => at > now);
    for (const run of [...this.#soon.splice(0), ...due.map((one) => one.run)]) run();
  }
}
