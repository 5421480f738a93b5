// A load whose truth is known: it counts every request that finished, with the time, and how long each was under way.
// What the monitor says about the same seconds must agree. Loopback only, and it stops by itself.

import { Agent, get } from 'node:http';
import type { TestContext } from 'node:test';

export interface LoadRequest {
  /** `127.0.0.1:8000`. */
  readonly address: string;
  readonly path: string;
  readonly shape:
    | {
        readonly kind: 'closed';
        /** So many requests under way at every moment: the next one starts when one ends. */
        readonly concurrency: number;
        /** The first ones start spread over this time, or they would all end at the same moments. */
        readonly spreadMs?: number;
      }
    | {
        readonly kind: 'open';
        /** So many started a second, whether earlier ones have ended or not. */
        readonly perSecond: number;
      };
  readonly keepAlive?: boolean;
}

const LONGEST_MS = 60_000;

/** Starts at once; stops with the test, or after a minute. */
export function startLoad(t: TestContext, request: LoadRequest): Load {
  const load = new Load(request);
  t.after(() => load.stop());
  return load;
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export class Load {
  readonly #request: LoadRequest;
  readonly #agent: Agent;
  readonly #finished: Span[] = [];
  readonly #underWay = new Set<{ readonly startMs: number }>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #failed = 0;
  #latestMs = 0;
  #stopped = false;

  constructor(request: LoadRequest) {
    this.#request = request;
    this.#agent = new Agent({ keepAlive: request.keepAlive ?? false, maxSockets: Number.POSITIVE_INFINITY });
    this.#after(LONGEST_MS, () => this.stop());
    if (request.shape.kind === 'closed')
      this.#startClosed(request.shape.concurrency, request.shape.spreadMs ?? 0);
    else this.#startOpen(request.shape.perSecond, Date.now(), 0);
  }

  get finished(): number {
    return this.#finished.length;
  }

  get failed(): number {
    return this.#failed;
  }

  /** By so much has the machine delayed a request of a fixed rate. */
  get latestMs(): number {
    return this.#latestMs;
  }

  /** Requests a second whose answers arrived in the window. */
  rateBetween(fromMs: number, toMs: number): number {
    const count = this.#finished.filter(({ endMs }) => endMs > fromMs && endMs <= toMs).length;
    return count / ((toMs - fromMs) / 1000);
  }

  /**
   * Requests a second that the server finished in the window. It finished each one at some moment after the known
   * duration and before the answer arrived: so many certainly did in the window, and so many may have.
   */
  servedRateBetween(
    fromMs: number,
    toMs: number,
    serviceMs: number,
  ): { readonly least: number; readonly most: number } {
    const seconds = (toMs - fromMs) / 1000;
    const spans = this.#finished.map(({ startMs, endMs }) => ({ earliestMs: startMs + serviceMs, endMs }));
    const certain = spans.filter(({ earliestMs, endMs }) => earliestMs > fromMs && endMs <= toMs);
    const possible = spans.filter(({ earliestMs, endMs }) => endMs > fromMs && earliestMs <= toMs);
    return { least: certain.length / seconds, most: possible.length / seconds };
  }

  /**
   * Share of the window that `cores` were busy as the client sees it, when each core takes one request and more than
   * that many wait. The truth is a little less: the way there and back is in it.
   */
  busyRatioBetween(fromMs: number, toMs: number, cores: number): number {
    const underWay = [...this.#underWay].map(({ startMs }) => ({ startMs, endMs: toMs }));
    return busyRatio([...this.#finished, ...underWay], fromMs, toMs, cores);
  }

  /**
   * Share of the window that `cores` spent on requests of a known duration: the last `serviceMs` of each. The truth is
   * a little more. Ask when everything that was under way in the window has finished: `hasSettled`.
   */
  servedRatioBetween(fromMs: number, toMs: number, cores: number, serviceMs: number): number {
    const served = this.#finished.map(({ endMs }) => ({ startMs: endMs - serviceMs, endMs }));
    return busyRatio(served, fromMs, toMs, cores);
  }

  /** Every request that began before has ended. */
  hasSettled(beforeMs: number): boolean {
    return [...this.#underWay].every(({ startMs }) => startMs >= beforeMs);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#agent.destroy();
  }

  #startClosed(concurrency: number, spreadMs: number): void {
    for (let index = 0; index < concurrency; index += 1) {
      this.#after((index * spreadMs) / concurrency, () => this.#loop());
    }
  }

  #loop(): void {
    this.#send((failed) => (failed ? this.#after(100, () => this.#loop()) : this.#loop()));
  }

  /** The plan is kept by the clock: what a late timer missed is started at once. */
  #startOpen(perSecond: number, beganMs: number, sent: number): void {
    const nowMs = Date.now();
    this.#latestMs = Math.max(this.#latestMs, nowMs - beganMs - (sent / perSecond) * 1000);
    const due = Math.floor(((nowMs - beganMs) / 1000) * perSecond) + 1;
    for (let index = sent; index < due; index += 1) this.#send(() => {});
    this.#after(beganMs + (due / perSecond) * 1000 - Date.now(), () =>
      this.#startOpen(perSecond, beganMs, due),
    );
  }

  /** Ends when the response has closed: only then is a kept connection free for the next request. */
  #send(ended: (failed: boolean) => void): void {
    const span = { startMs: preciseNow() };
    this.#underWay.add(span);
    const finish = (endMs: number | null) => {
      if (!this.#underWay.delete(span) || this.#stopped) return;
      if (endMs === null) this.#failed += 1;
      else this.#finished.push({ ...span, endMs });
      ended(endMs === null);
    };
    const url = `http://${this.#request.address}${this.#request.path}`;
    const request = get(url, { agent: this.#agent }, (response) => {
      let endMs: number | null = null;
      response.on('end', () => {
        endMs = preciseNow();
      });
      response.on('close', () => finish(endMs));
      response.resume();
    });
    request.on('error', () => finish(null));
  }

  #after(delayMs: number, act: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
  }
}

/** Epoch milliseconds with their fractions. */
function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Walks along the starts and ends in the window; more spans at once than cores count as many as there are cores. */
function busyRatio(spans: readonly Span[], fromMs: number, toMs: number, cores: number): number {
  const changes = spans
    .filter(({ startMs, endMs }) => endMs > fromMs && startMs < toMs)
    .flatMap(({ startMs, endMs }) => [
      { atMs: Math.max(startMs, fromMs), step: 1 },
      { atMs: Math.min(endMs, toMs), step: -1 },
    ])
    .sort((a, b) => a.atMs - b.atMs);
  let busyMs = 0;
  let underWay = 0;
  let atMs = fromMs;
  for (const change of changes) {
    busyMs += Math.min(underWay, cores) * (change.atMs - atMs);
    underWay += change.step;
    atMs = change.atMs;
  }
  return busyMs / (cores * (toMs - fromMs));
}
