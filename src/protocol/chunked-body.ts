import { GatheredBytes } from './gathered-bytes.js';

/** Takes a body in HTTP chunks (RFC 9112 §7.1), in pieces of any size. A body that breaks the rules ends where it does. */
export class ChunkedBody {
  /** Contents of the chunks so far. */
  readonly body = new GatheredBytes();
  #state: 'size' | 'data' | 'ended' = 'size';
  #line = '';
  #dataLeft = 0;

  get ended(): boolean {
    return this.#state === 'ended';
  }

  push(piece: Uint8Array): void {
    for (let at = 0; at < piece.length && !this.ended; ) {
      at = this.#state === 'data' ? this.#takeData(piece, at) : this.#takeSizeByte(piece, at);
    }
  }

  #takeData(piece: Uint8Array, at: number): number {
    const end = Math.min(piece.length, at + this.#dataLeft);
    this.body.push(piece.subarray(at, end));
    this.#dataLeft -= end - at;
    if (this.#dataLeft === 0) this.#state = 'size';
    return end;
  }

  /** The line end after a chunk's data reads as an empty line before the next size; trailers are not waited for. */
  #takeSizeByte(piece: Uint8Array, at: number): number {
    const character = String.fromCharCode(piece[at] ?? 0);
    if (character !== '\n') this.#line += character;
    else this.#takeSizeLine();
    if (this.#line.length > MAX_LINE) this.#state = 'ended';
    return at + 1;
  }

  #takeSizeLine(): void {
    const line = this.#line.trim();
    this.#line = '';
    if (line === '') return;
    const size = /^[\da-f]{1,12}(?=[;\s]|$)/i.exec(line)?.[0];
    this.#dataLeft = Number.parseInt(size ?? '0', 16);
    this.#state = this.#dataLeft > 0 ? 'data' : 'ended';
  }
}

const MAX_LINE = 4096;
