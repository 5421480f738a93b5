import { setTimeout as delay } from 'node:timers/promises';
import { formatMinifiedStats, formatStats, type StatsObject } from './stats-text.js';

/** From the beginning of one document to that of the next. */
const PAUSE_MS = 10;

/** One document as bytes, made on demand. */
class StatsReply {
  readonly #document: StatsObject;
  #pretty: Buffer | null = null;
  #minified: Buffer | null = null;

  constructor(document: StatsObject) {
    this.#document = document;
  }

  get pretty(): Buffer {
    this.#pretty ??= Buffer.from(formatStats(this.#document));
    return this.#pretty;
  }

  get minified(): Buffer {
    this.#minified ??= Buffer.from(formatMinifiedStats(this.#document));
    return this.#minified;
  }
}

/**
 * Makes documents one after the other, with pauses. Whoever asks meanwhile shares the next one with all who ask until
 * that begins: a crowd costs little more than one client, and nobody gets what was counted before they asked.
 */
export class StatsReplies {
  readonly #observe: () => Promise<StatsObject>;
  #notBefore = Number.NEGATIVE_INFINITY;
  #running: Promise<StatsReply> | null = null;
  #next: Promise<StatsReply> | null = null;

  constructor(observe: () => Promise<StatsObject>) {
    this.#observe = observe;
  }

  next(): Promise<StatsReply> {
    this.#next ??= this.#make();
    return this.#next;
  }

  async #make(): Promise<StatsReply> {
    // Its failure is for those who waited for it.
    await this.#running?.catch(() => {});
    const pause = this.#notBefore - performance.now();
    if (pause > 0) await delay(pause);
    this.#notBefore = performance.now() + PAUSE_MS;
    this.#running = this.#next;
    this.#next = null;
    return new StatsReply(await this.#observe());
  }
}
