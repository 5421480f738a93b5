const endOfHead = Buffer.from('\r\n\r\n');
const firstBytes = 1024;

/** Bytes of a head as they come, until it is whole. Byte by byte costs no more than in one piece. */
export class HeadBuffer {
  #bytes: Buffer | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /**
   * @param limit longest head
   * @returns the head, and what came behind it; 'more' when it is not whole; 'too-long'
   */
  push(chunk: Buffer, limit: number): { readonly head: string; readonly rest: Buffer } | 'more' | 'too-long' {
    if (this.#length === 0) {
      // Nearly always all of it is here.
      const end = chunk.indexOf(endOfHead);
      if (end >= 0) return end + 4 > limit ? 'too-long' : split(chunk, end + 4);
    }
    if (this.#length + chunk.length > limit + chunk.length && this.#length > limit) return 'too-long';
    const searchedTo = Math.max(0, this.#length - 3);
    const bytes = this.#append(chunk);
    const end = bytes.subarray(0, this.#length).indexOf(endOfHead, searchedTo);
    if (end >= 0 && end + 4 <= limit) {
      const whole = bytes.subarray(0, this.#length);
      this.clear();
      return split(whole, end + 4);
    }
    return end >= 0 || this.#length > limit ? 'too-long' : 'more';
  }

  clear(): void {
    this.#bytes = null;
    this.#length = 0;
  }

  #append(chunk: Buffer): Buffer {
    const wanted = this.#length + chunk.length;
    let bytes = this.#bytes ?? Buffer.allocUnsafeSlow(Math.max(firstBytes, wanted));
    if (bytes.length < wanted) {
      const larger = Buffer.allocUnsafeSlow(Math.max(wanted, 2 * bytes.length));
      bytes.copy(larger, 0, 0, this.#length);
      bytes = larger;
    }
    chunk.copy(bytes, this.#length);
    this.#bytes = bytes;
    this.#length = wanted;
    return bytes;
  }
}

function split(bytes: Buffer, end: number) {
  return { head: bytes.toString('latin1', 0, end), rest: bytes.subarray(end) };
}
