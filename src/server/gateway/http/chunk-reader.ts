/** A body in chunks (RFC 9112, 7.1) → its data. Strict about everything but blanks around extensions. Pure. */
import { parseFields } from './request-head.js';

/** A size line with its extensions, or all trailers together. */
const maxLineBytes = 8192;

const token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const quoted = '"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"';
const sizeLine = new RegExp(
  `^([0-9A-Fa-f]{1,12})(?:[ \\t]*;[ \\t]*${token}(?:[ \\t]*=[ \\t]*(?:${token}|${quoted}))?)*$`,
);
const illegal = /[^\t\x20-\x7e\x80-\xff\r\n]/;

/** `rest`: what comes behind the body. */
export type ChunkResult =
  | { readonly kind: 'more' }
  | { readonly kind: 'end'; readonly rest: Buffer }
  | { readonly kind: 'malformed' };

const more: ChunkResult = { kind: 'more' };
const malformed: ChunkResult = { kind: 'malformed' };

export class ChunkReader {
  readonly #onData: (data: Buffer) => void;
  #state: 'size' | 'data' | 'data-end' | 'trailers' | 'done' = 'size';
  /** Of the chunk under way. */
  #left = 0;
  #line = '';

  constructor(onData: (data: Buffer) => void) {
    this.#onData = onData;
  }

  /** Not to be called again after anything but 'more'. */
  push(bytes: Buffer): ChunkResult {
    let at = 0;
    while (at < bytes.length) {
      const next = this.#state === 'data' ? this.#takeData(bytes, at) : this.#takeLine(bytes, at);
      if (next < 0) return malformed;
      at = next;
      if (this.#state === 'done') return { kind: 'end', rest: bytes.subarray(at) };
    }
    return more;
  }

  #takeData(bytes: Buffer, at: number): number {
    const data = bytes.subarray(at, at + this.#left);
    this.#left -= data.length;
    if (this.#left === 0) this.#state = 'data-end';
    this.#onData(data);
    return at + data.length;
  }

  /** @returns where to go on, -1 for a malformed line */
  #takeLine(bytes: Buffer, at: number): number {
    const lineFeed = bytes.indexOf(10, at);
    const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
    if (this.#line.length + end - at > maxLineBytes) return -1;
    this.#line += bytes.toString('latin1', at, end);
    if (this.#state === 'data-end' && !'\r\n'.startsWith(this.#line)) return -1;
    if (lineFeed < 0) return end;
    if (!this.#line.endsWith('\r\n')) return -1;
    return this.#obey() ? end : -1;
  }

  #obey(): boolean {
    if (this.#state === 'trailers') return this.#takeTrailer();
    const line = this.#line.slice(0, -2);
    this.#line = '';
    if (this.#state === 'data-end') {
      this.#state = 'size';
      return line === '';
    }
    const size = sizeLine.exec(line)?.[1];
    if (size === undefined) return false;
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? 'trailers' : 'data';
    return true;
  }

  /** They are checked and dropped: applications of WSGI have no place for them. */
  #takeTrailer(): boolean {
    if (this.#line !== '\r\n' && !this.#line.endsWith('\r\n\r\n')) return true;
    this.#state = 'done';
    const text = this.#line === '\r\n' ? this.#line : this.#line.slice(0, -2);
    return !illegal.test(text) && !/\r(?!\n)/.test(text) && parseFields(`${text}\r\n`, 0) !== null;
  }
}
