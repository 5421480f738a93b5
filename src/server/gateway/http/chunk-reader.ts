/**
 * A chunked body (RFC 9112 §7.1), bytes → data, as they come. Strict where leniency has let requests be smuggled: sizes
 * are hexadecimal digits and nothing else, lines end in CR LF, extensions and trailers are checked before they are
 * dropped.
 */
import { isToken } from './header-names.js';
import { BodyRefused } from './refusal.js';

/** A line with the size of a chunk and its extensions. */
const LONGEST_SIZE_LINE = 4096;
/** All trailers of a body. */
const MOST_TRAILER_BYTES = 16_384;
/** Hexadecimal digits that a chunk may have without passing what a number can hold. */
const MOST_DIGITS = 12;

const SIZE = /^0*([0-9A-Fa-f]+)/;
const EXTENSIONS =
  /^(?:[\t ]*;[\t ]*[!#$%&'*+\-.^_`|~\w]+(?:[\t ]*=[\t ]*(?:[!#$%&'*+\-.^_`|~\w]+|"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"))?)*$/;
const ILLEGAL = /[^\t\x20-\x7e\x80-\xff]/;
/** These would change what the body was, after the fact. */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);

export class ChunkReader {
  readonly #keep: (data: Buffer) => void;
  #state: 'size' | 'data' | 'end of data' | 'trailers' | 'done' = 'size';
  #left = 0;
  /** The beginning of a line. */
  #line = '';
  #trailerBytes = 0;

  /** @param keep gets the data, in pieces of what was pushed */
  constructor(keep: (data: Buffer) => void) {
    this.#keep = keep;
  }

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /**
   * @returns where the body ends in `bytes`, or their length when it goes on
   * @throws BodyRefused
   */
  push(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length && this.#state !== 'done') {
      at = this.#state === 'data' ? this.#takeData(bytes, at) : this.#takeLine(bytes, at);
    }
    return at;
  }

  #takeData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#keep(bytes.subarray(at, end));
    this.#left -= end - at;
    if (this.#left === 0) this.#state = 'end of data';
    return end;
  }

  #takeLine(bytes: Buffer, at: number): number {
    const found = bytes.indexOf(0x0a, at);
    const end = found < 0 ? bytes.length : found + 1;
    this.#line += bytes.toString('latin1', at, Math.min(end, at + LONGEST_SIZE_LINE + MOST_TRAILER_BYTES));
    const limit = this.#state === 'trailers' ? MOST_TRAILER_BYTES - this.#trailerBytes : LONGEST_SIZE_LINE;
    if (this.#line.length > limit) {
      throw this.#state === 'trailers'
        ? new BodyRefused(431, 'the trailers are too large')
        : new BodyRefused(400, 'the size line of a chunk is too long');
    }
    if (found < 0) return end;
    const line = this.#line.slice(0, -2);
    if (!this.#line.endsWith('\r\n') || ILLEGAL.test(line)) throw new BodyRefused(400, 'malformed chunk');
    this.#line = '';
    this.#endLine(line);
    return end;
  }

  #endLine(line: string): void {
    if (this.#state === 'size') {
      this.#left = readSize(line);
      this.#state = this.#left === 0 ? 'trailers' : 'data';
    } else if (this.#state === 'end of data') {
      if (line !== '') throw new BodyRefused(400, 'malformed chunk: longer than its size');
      this.#state = 'size';
    } else if (line === '') this.#state = 'done';
    else {
      this.#trailerBytes += line.length + 2;
      checkTrailer(line);
    }
  }
}

function readSize(line: string): number {
  const found = SIZE.exec(line);
  const digits = found?.[1] ?? '';
  if (found === null || digits.length > MOST_DIGITS || !EXTENSIONS.test(line.slice(found[0].length))) {
    throw new BodyRefused(400, 'malformed chunk size');
  }
  return Number.parseInt(digits, 16);
}

/** Trailers do not reach the application: they come after the fact. */
function checkTrailer(line: string): void {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon));
  if (!isToken(name)) throw new BodyRefused(400, 'malformed trailer');
  if (FRAMING.has(name.toLowerCase())) throw new BodyRefused(400, 'a trailer that would change the body');
}
