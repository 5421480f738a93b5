import type { BodySource } from '../../exchange/exchange.js';
import { ByteQueue } from '../answers/byte-queue.js';
import { BodyIncomplete } from '../bodies/body-incomplete.js';

const AHEAD_BYTES = 65_536;

interface DemandBodySettings {
  /** The application wants the first of it. */
  readonly invite: () => void;
  /** There is room for more. */
  readonly resume: () => void;
}

/** The body of a request with `Expect: 100-continue`: the client is asked for it when the application reads. */
export class DemandBody implements BodySource {
  readonly #settings: DemandBodySettings;
  readonly #queue = new ByteQueue();
  #isInvited = false;
  #isEnded = false;
  #isReleased = false;
  #failure: string | null = null;
  #wake: (() => void) | null = null;

  constructor(settings: DemandBodySettings) {
    this.#settings = settings;
  }

  /** The application waits for more of it. */
  get isWanted(): boolean {
    return this.#wake !== null && !this.#isReleased;
  }

  /** @returns false when no more should come until `resume` */
  push(bytes: Buffer): boolean {
    if (this.#failure !== null || this.#isReleased) return true;
    this.#queue.push(bytes);
    this.#wake?.();
    return this.#queue.length < AHEAD_BYTES;
  }

  end(): void {
    // A body that broke off does not become whole by going on.
    if (this.#failure !== null) return;
    this.#isEnded = true;
    this.#wake?.();
  }

  /** @param message for the application; the rest of the body will not come */
  fail(message: string): void {
    if (this.#isEnded) return;
    this.#failure ??= message;
    this.#wake?.();
  }

  async read(max: number): Promise<readonly Buffer[]> {
    if (!this.#isInvited) {
      this.#isInvited = true;
      this.#settings.invite();
    }
    while (this.#queue.length === 0) {
      if (this.#isEnded) return [];
      if (this.#failure !== null) throw new BodyIncomplete(this.#failure);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#settings.resume();
      });
      this.#wake = null;
    }
    return [this.#queue.takeUpTo(max)];
  }

  sent(): void {}

  /** Bytes that arrive from now on are dropped. */
  release(): void {
    this.#isReleased = true;
    this.#queue.clear();
  }
}
