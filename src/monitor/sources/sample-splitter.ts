/**
 * Cuts a file or stream into samples without understanding them: a line that is an object by itself (the lines of a
 * recording, minified documents), an indented document that a blank line or the next document ends (what uWSGI's
 * stats pusher writes), or one reply with its HTTP head. Text before the first document of several is dropped: uWSGI's
 * log can share the pusher's file.
 */
export class SampleSplitter {
  #pieces: Buffer[] = [];
  #pendingBytes = 0;
  #hasEmitted = false;
  /** A reply with its HTTP head goes to the end of the stream. */
  #isHttp = false;
  /** The first and the last character of the pending sample that are not blank, 0 before there is one. */
  #first = 0;
  #last = 0;
  #atLineStart = true;
  #lineIsBlank = true;
  /** Which line of the sample this is. */
  #line = 1;

  /** Size of the incomplete sample. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** The samples that this piece completes. */
  push(piece: Buffer): Buffer[] {
    const samples: Buffer[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at] ?? 0;
      const cutBefore = this.#beginsNext(byte);
      const cutAfter = byte === LINE_FEED && this.#endsWithLine();
      if (cutBefore || cutAfter) {
        const cut = cutBefore ? at : at + 1;
        this.#keep(piece.subarray(from, cut));
        samples.push(...this.#emit());
        from = cut;
      }
      this.#note(byte);
    }
    this.#keep(piece.subarray(from));
    return samples;
  }

  /** The rest at the end of the stream: the last sample or none; if there was no other, whatever it is. */
  end(): Buffer[] {
    if (this.#hasEmitted && this.#first !== OPEN_BRACE) return [];
    return [Buffer.concat(this.#pieces)];
  }

  /** `{` at the very beginning of a line, after a document, after text that is none or after a line that was cut off. */
  #beginsNext(byte: number): boolean {
    if (byte !== OPEN_BRACE || !this.#atLineStart || this.#isHttp || this.#first === 0) return false;
    if (this.#last === CLOSE_BRACE || this.#first !== OPEN_BRACE) return true;
    return this.#line === 2 && this.#last !== OPEN_BRACE && this.#last !== OPEN_BRACKET;
  }

  #endsWithLine(): boolean {
    if (this.#first !== OPEN_BRACE || this.#last !== CLOSE_BRACE) return false;
    return this.#lineIsBlank || this.#line === 1;
  }

  #note(byte: number): void {
    this.#atLineStart = byte === LINE_FEED;
    if (byte === LINE_FEED) {
      this.#lineIsBlank = true;
      if (this.#first !== 0) this.#line += 1;
    } else if (byte > SPACE) {
      this.#lineIsBlank = false;
      this.#last = byte;
      if (this.#first === 0) this.#first = byte;
      if (byte === LETTER_H && !this.#hasEmitted && this.#first === LETTER_H) this.#isHttp = true;
    }
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#pendingBytes += piece.length;
  }

  #emit(): Buffer[] {
    const sample = this.#first === OPEN_BRACE ? [Buffer.concat(this.#pieces)] : [];
    this.#hasEmitted ||= sample.length > 0;
    this.#pieces = [];
    this.#pendingBytes = 0;
    this.#first = 0;
    this.#last = 0;
    this.#line = 1;
    return sample;
  }
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const LETTER_H = 0x48;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
