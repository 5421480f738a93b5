// Holds a frame back until it is whole, as a terminal with synchronized output does: a pseudo terminal hands over a few
// thousand bytes at a time, and a test that looked in between would see half of the old frame and half of the new one.

const BEGIN = Buffer.from('\x1b[?2026h');
const END = Buffer.from('\x1b[?2026l');

export class WholeFrames {
  #held: Buffer = Buffer.alloc(0);

  /** The bytes that can be shown now. */
  take(bytes: Buffer): Buffer {
    const all = Buffer.concat([this.#held, bytes]);
    const begin = all.lastIndexOf(BEGIN);
    const length = begin > all.lastIndexOf(END) ? begin : all.length - cutMark(all);
    this.#held = all.subarray(length);
    return all.subarray(0, length);
  }

  /** Nothing more comes: what is still held back. */
  rest(): Buffer {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return rest;
  }
}

/** Length of the beginning of a mark that the bytes end with. */
function cutMark(bytes: Buffer): number {
  let length = Math.min(BEGIN.length - 1, bytes.length);
  while (!bytes.subarray(bytes.length - length).equals(BEGIN.subarray(0, length))) length -= 1;
  return length;
}
