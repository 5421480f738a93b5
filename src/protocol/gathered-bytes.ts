/**
 * Bytes that come in pieces, kept without a copy where a piece is large enough to be worth an object of its own. Small
 * ones are copied together: a hostile server can send megabytes in pieces of one byte.
 */
export class GatheredBytes {
  readonly #pieces: Uint8Array[] = [];
  /** Where small pieces are gathered; the part before `#used` is in `#pieces` already. */
  #block = new Uint8Array(0);
  #start = 0;
  #used = 0;

  /** The piece must not be changed afterwards. */
  push(piece: Uint8Array): void {
    if (piece.length === 0) return;
    if (piece.length >= SMALL) {
      this.#closeRun();
      this.#pieces.push(piece);
      return;
    }
    if (this.#used + piece.length > this.#block.length) {
      this.#closeRun();
      this.#block = new Uint8Array(BLOCK);
      this.#start = 0;
      this.#used = 0;
    }
    this.#block.set(piece, this.#used);
    this.#used += piece.length;
  }

  /** All of them as one; a copy only if there are several. */
  joined(): Uint8Array {
    this.#closeRun();
    return joinBytes(this.#pieces);
  }

  /** Joins the small pieces since the last large one. */
  #closeRun(): void {
    if (this.#used > this.#start) this.#pieces.push(this.#block.subarray(this.#start, this.#used));
    this.#start = this.#used;
  }
}

export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const SMALL = 1024;
const BLOCK = 64 * 1024;
