/** Small pieces are copied together into blocks of at most this size: each piece by itself costs some 280 bytes. */
const blockBytes = 16_384;
const smallestBlockBytes = 512;
const nothing = Buffer.alloc(0);

/** Bytes in the order they came. `heldBytes` is what they really take. */
export class ByteQueue {
  #blocks: Buffer[] = [];
  /** What the last block has room for, if it is one of ours. */
  #room = nothing;
  #roomUsed = 0;
  #length = 0;
  #heldBytes = 0;

  get length(): number {
    return this.#length;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#length += bytes.length;
    // A piece of a larger buffer keeps all of it.
    if (bytes.length >= blockBytes / 2 && bytes.length * 2 >= bytes.buffer.byteLength) {
      this.#blocks.push(bytes);
      this.#heldBytes += bytes.buffer.byteLength;
      this.#room = nothing;
      this.#roomUsed = 0;
      return;
    }
    for (let at = 0; at < bytes.length; ) at += this.#copy(bytes, at);
  }

  /** Up to `max` bytes from the front; all of them in one buffer when they lie in one. */
  shift(max: number): Buffer {
    const first = this.#blocks[0];
    if (first === undefined || max <= 0) return nothing;
    if (first.length > max) {
      this.#blocks[0] = first.subarray(max);
      this.#length -= max;
      return first.subarray(0, max);
    }
    this.#blocks.shift();
    this.#length -= first.length;
    if (this.#blocks.length === 0) this.#forgetAll();
    else this.#heldBytes -= first.buffer.byteLength;
    return first;
  }

  takeAll(): Buffer {
    const [first = nothing] = this.#blocks;
    const all = this.#blocks.length <= 1 ? first : Buffer.concat(this.#blocks, this.#length);
    this.clear();
    return all;
  }

  clear(): void {
    this.#blocks = [];
    this.#length = 0;
    this.#forgetAll();
  }

  #forgetAll(): void {
    this.#room = nothing;
    this.#roomUsed = 0;
    this.#heldBytes = 0;
  }

  #copy(bytes: Buffer, at: number): number {
    if (this.#roomUsed === this.#room.length) this.#addBlock(bytes.length - at);
    const copied = bytes.copy(this.#room, this.#roomUsed, at);
    const last = this.#blocks.length - 1;
    const block = this.#blocks[last] ?? nothing;
    // The front of the block may have been taken already.
    const start = this.#roomUsed - block.length;
    this.#roomUsed += copied;
    this.#blocks[last] = this.#room.subarray(start, this.#roomUsed);
    return copied;
  }

  #addBlock(wanted: number): void {
    const size = Math.min(blockBytes, Math.max(smallestBlockBytes, this.#room.length * 4, wanted));
    // Not from Node's pool, of which a piece keeps 8 KB.
    this.#room = Buffer.allocUnsafeSlow(size);
    this.#roomUsed = 0;
    this.#blocks.push(this.#room.subarray(0, 0));
    this.#heldBytes += size;
  }
}
