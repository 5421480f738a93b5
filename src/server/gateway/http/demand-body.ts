import type { BodySource } from '../../dispatch/exchange.js';
import { ByteQueue } from '../answers/byte-queue.js';
import { BodyIncomplete } from '../bodies/body-incomplete.js';

const aheadBytes = 65_536;
const nothing = Buffer.alloc(0);

export interface DemandBodySettings {
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
  #failure: string | null = null;
  #wake: (() => void) | null = null;

  constructor(settings: DemandBodySettings) {
    this.#settings = settings;
  }

  get isInvited(): boolean {
    return this.#isInvited;
  }

  /** All of it is here, and nothing but it will come. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** @returns false when no more should come until `resume` */
  push(bytes: Buffer): boolean {
    this.#queue.push(bytes);
    this.#wake?.();
    return this.#queue.length < aheadBytes;
  }

  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** @param message for the application; the rest of the body will not come */
  fail(message: string): void {
    if (this.#isEnded) return;
    this.#failure ??= message;
    this.#wake?.();
  }

  async read(max: number): Promise<Buffer> {
    if (!this.#isInvited) {
      this.#isInvited = true;
      this.#settings.invite();
    }
    while (this.#queue.length === 0) {
      if (this.#isEnded) return nothing;
      if (this.#failure !== null) throw new BodyIncomplete(this.#failure);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#settings.resume();
      });
      this.#wake = null;
    }
    return this.#queue.takeUpTo(max);
  }

  release(): void {
    this.#queue.clear();
  }
}
