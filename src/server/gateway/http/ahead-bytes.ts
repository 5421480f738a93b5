/** What may come ahead of its turn before the connection is not read any more. */
const mostBytes = 65_536;

/** What a client has sent behind the request in hand: kept as it came, a little of it only. */
export class AheadBytes {
  #pieces: Buffer[] = [];
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  get isFull(): boolean {
    return this.#length >= mostBytes;
  }

  push(bytes: Buffer): void {
    // A view keeps all of the memory behind it alive.
    this.#pieces.push(bytes.length * 2 < bytes.buffer.byteLength ? Buffer.from(bytes) : bytes);
    this.#length += bytes.length;
  }

  /** All of it; null when there is none. */
  take(): Buffer | null {
    const [first] = this.#pieces;
    if (first === undefined) return null;
    const all = this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces, this.#length);
    this.#pieces = [];
    this.#length = 0;
    return all;
  }
}
