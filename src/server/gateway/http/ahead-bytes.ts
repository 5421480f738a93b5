import { InputBuffer } from './input-buffer.js';

/** What may come ahead of its turn before the connection is not read any more. */
const mostBytes = 16_384;

/** What a client has sent behind the request in hand: a little of it only, and in one run, however small its pieces. */
export class AheadBytes {
  readonly #input = new InputBuffer();

  get isEmpty(): boolean {
    return this.#input.length === 0;
  }

  get isFull(): boolean {
    return this.#input.length >= mostBytes;
  }

  /** What it really takes. */
  get heldBytes(): number {
    return this.#input.heldBytes;
  }

  push(bytes: Buffer): void {
    this.#input.push(bytes);
    this.#input.settle();
  }

  /** All of it; null when there is none. */
  take(): Buffer | null {
    return this.isEmpty ? null : this.#input.takeAll();
  }
}
