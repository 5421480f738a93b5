/**
 * Numbers and texts as few bytes. Integers up to 2^53 take seven bits a byte; texts are kept code unit by code unit, so
 * that whatever a server sent, halves of surrogate pairs included, comes back as it was.
 */

export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  /** `room`: how many bytes are expected. */
  constructor(room: number) {
    this.#bytes = new Uint8Array(Math.max(256, room));
  }

  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  float(value: number): void {
    this.#reserve(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** The text from its code unit `from` on. */
  text(text: string, from = 0): void {
    const units = text.length - from;
    const wide = isWide(text, from);
    this.varint(units * 2 + (wide ? 1 : 0));
    this.#reserve(units * 2);
    for (let index = from; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (wide) this.#bytes[this.#length++] = unit >> 8;
      this.#bytes[this.#length++] = unit & 0xff;
    }
  }

  /** A copy of what was written, in memory of its own size. */
  taken(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** They are not what a `ByteWriter` wrote: a recording is a file, and anybody can have changed it. */
export class BrokenBytesError extends Error {
  override readonly name = 'BrokenBytesError';
}

/** Reads what a `ByteWriter` wrote. Throws `BrokenBytesError` where they end too early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined || factor > LARGEST_FACTOR) throw new BrokenBytesError();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  /** A number of things, each of which takes memory. */
  count(): number {
    const count = this.varint();
    if (count > MOST_THINGS) throw new BrokenBytesError();
    return count;
  }

  float(): number {
    const { buffer, byteOffset } = this.#bytes;
    this.#at += 8;
    if (this.#at > this.#bytes.length) throw new BrokenBytesError();
    return new DataView(buffer, byteOffset).getFloat64(this.#at - 8);
  }

  text(): string {
    const header = this.varint();
    const step = header % 2 === 1 ? 2 : 1;
    const end = this.#at + Math.floor(header / 2) * step;
    if (end > this.#bytes.length) throw new BrokenBytesError();
    let text = '';
    while (this.#at < end) {
      const part = this.#bytes.subarray(this.#at, Math.min(end, this.#at + PART));
      this.#at += part.length;
      text += Reflect.apply(String.fromCharCode, null, step === 1 ? part : unitsOf(part));
    }
    return text;
  }
}

const LARGEST_FACTOR = 2 ** 49;
/** Far more than a sample of the largest servers has. */
export const MOST_THINGS = 1_000_000;

/** Even, and not more than a call takes as arguments. */
const PART = 4096;

function unitsOf(bytes: Uint8Array): Uint16Array {
  return Uint16Array.from({ length: bytes.length / 2 }, (_, index) => {
    return (bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0);
  });
}

function isWide(text: string, from: number): boolean {
  for (let index = from; index < text.length; index += 1) if (text.charCodeAt(index) > 0xff) return true;
  return false;
}
