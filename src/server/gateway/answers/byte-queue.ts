/** Pieces up to this size are copied together: each kept for itself would cost many times its length. */
const SMALL_BYTES = 4096;
const BLOCK_BYTES = 16_384;

/** Bytes in order, kept without more memory than they need. */
export class ByteQueue {
  #pieces: Buffer[] = [];
  #first = 0;
  /** The last piece, while it has room for more. */
  #open: { readonly block: Buffer; used: number } | null = null;
  /** Memory that the pieces hold. */
  #heldBytes = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Copies them: whose memory they are in may use it again. */
  push(bytes: Buffer): void {
    this.#push(bytes, false);
  }

  /** The same for bytes in memory that nobody else will write to: it is kept where a copy would not be smaller. */
  adopt(bytes: Buffer): void {
    this.#push(bytes, isMostOfItsMemory(bytes));
  }

  /** The next piece; null when there is none. */
  take(): Buffer | null {
    const piece = this.#pieces[this.#first];
    if (piece === undefined) return null;
    this.#first += 1;
    if (this.#first === this.#pieces.length) {
      this.#pieces = [];
      this.#first = 0;
    }
    const isOpen = this.#open !== null && piece === this.#open.block;
    const bytes = isOpen ? piece.subarray(0, this.#open?.used) : piece;
    if (isOpen) this.#open = null;
    this.#heldBytes -= piece.buffer.byteLength;
    this.#length -= bytes.length;
    return bytes;
  }

  /** The next bytes, so many at the most; empty when there are none. */
  takeUpTo(most: number): Buffer {
    const piece = this.take() ?? Buffer.alloc(0);
    if (piece.length <= most) return piece;
    this.#putBack(piece.subarray(most));
    return piece.subarray(0, most);
  }

  clear(): void {
    this.#pieces = [];
    this.#first = 0;
    this.#open = null;
    this.#heldBytes = 0;
    this.#length = 0;
  }

  #push(bytes: Buffer, adopts: boolean): void {
    if (bytes.length === 0) return;
    this.#length += bytes.length;
    if (bytes.length <= SMALL_BYTES) this.#pushSmall(bytes);
    else {
      this.#seal();
      this.#keep(adopts ? bytes : Buffer.from(bytes));
    }
  }

  #putBack(rest: Buffer): void {
    this.#pieces = [rest, ...this.#pieces.slice(this.#first)];
    this.#first = 0;
    this.#heldBytes += rest.buffer.byteLength;
    this.#length += rest.length;
  }

  #pushSmall(bytes: Buffer): void {
    if (this.#open === null || this.#open.used + bytes.length > this.#open.block.length) {
      this.#seal();
      const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.#open = { block, used: 0 };
      this.#keep(block);
    }
    bytes.copy(this.#open.block, this.#open.used);
    this.#open.used += bytes.length;
  }

  /** Nothing more is copied to the last piece: it is cut to what was used of it. */
  #seal(): void {
    const last = this.#pieces.length - 1;
    if (this.#open !== null && this.#pieces[last] === this.#open.block)
      this.#pieces[last] = this.#open.block.subarray(0, this.#open.used);
    this.#open = null;
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#heldBytes += piece.buffer.byteLength;
  }
}

/** A view keeps all of the memory behind it alive. */
function isMostOfItsMemory(bytes: Buffer): boolean {
  return bytes.length * 2 >= bytes.buffer.byteLength;
}
