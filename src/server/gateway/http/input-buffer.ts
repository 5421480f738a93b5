import { BLOCK_BYTES, takeBlock } from '../bodies/block-queue.js';

const NOTHING: Buffer = Buffer.alloc(0);
const FIRST_BYTES = 1024;

/**
 * Unread bytes of a connection as one run, however small the pieces were. A piece is
 * read in place; `settle` keeps the rest of it.
 */
export class InputBuffer {
  #bytes = NOTHING;
  #start = 0;
  #end = 0;
  /** `#bytes` is ours to write to. */
  #isOwn = false;

  get length(): number {
    return this.#end - this.#start;
  }

  /** Memory really used. */
  get heldBytes(): number {
    return this.length === 0 ? 0 : this.#bytes.buffer.byteLength;
  }

  /** Valid until the next call of anything else. */
  get bytes(): Buffer {
    return this.#start === 0 && this.#end === this.#bytes.length
      ? this.#bytes
      : this.#bytes.subarray(this.#start, this.#end);
  }

  push(chunk: Buffer): void {
    if (this.length === 0) {
      this.#bytes = chunk;
      this.#start = 0;
      this.#end = chunk.length;
      this.#isOwn = false;
      return;
    }
    if (!this.#isOwn || this.#end + chunk.length > this.#bytes.length) this.#grow(chunk.length);
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
  }

  takeAll(): Buffer {
    const { bytes } = this;
    this.clear();
    return bytes;
  }

  /** The first `count` bytes have been dealt with. */
  skip(count: number): void {
    this.#start += count;
    if (this.#start >= this.#end) this.clear();
  }

  /** To be called when the rest has to wait: it is copied out of memory that is not ours, or that is much larger. */
  settle(): void {
    const { length, heldBytes } = this;
    if (length === 0) return;
    if (!this.#isOwn || (heldBytes > FIRST_BYTES && length * 2 < heldBytes)) this.#grow(0);
  }

  clear(): void {
    this.#bytes = NOTHING;
    this.#start = 0;
    this.#end = 0;
    this.#isOwn = false;
  }

  #grow(more: number): void {
    const { length } = this;
    const grown = roomFor(length + more, more > 0);
    this.#bytes.copy(grown, 0, this.#start, this.#end);
    this.#bytes = grown;
    this.#start = 0;
    this.#end = length;
    this.#isOwn = true;
  }
}

/** @param grows more is to come */
function roomFor(bytes: number, grows: boolean): Buffer {
  if (bytes > BLOCK_BYTES / 4 && bytes <= BLOCK_BYTES) return takeBlock();
  return Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, grows ? bytes * 2 : bytes));
}
