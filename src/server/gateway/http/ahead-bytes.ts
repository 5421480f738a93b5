import { InputBuffer } from './input-buffer.js';

/** Bytes that may arrive ahead of their turn before the connection is no longer read. */
const MOST_BYTES = 16_384;

/** Bytes that a client has sent after the request in hand: few, and in one run, however small the pieces. */
export class AheadBytes {
  readonly #input = new InputBuffer();

  get isEmpty(): boolean {
    return this.#input.length === 0;
  }

  get isFull(): boolean {
    return this.#input.length >= MOST_BYTES;
  }

  /** Memory really used. */
  get heldBytes(): number {
    return this.#input.heldBytes;
  }

  push(bytes: Buffer): void {
    this.#input.push(bytes);
    this.#input.settle();
  }

  /** All of it, in memory of its own; null when there is none. */
  take(): Buffer | null {
    return this.isEmpty ? null : this.#input.takeAll();
  }
}
