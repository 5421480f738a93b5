/** A stream that anybody in the process may write to. */
export interface WritableText {
  write: (...parameters: never[]) => boolean;
}

/** The last part of what was held is kept: that is where the reason is. */
const HELD_LIMIT = 65_536;

/**
 * Keeps others from writing over the screen: warnings of Node, `console.log` of a library. What they wrote is given
 * back by `release`, to be shown when the screen is the user's again.
 */
export class HeldWrites {
  readonly #streams: readonly WritableText[];
  #originals: { readonly stream: WritableText; readonly write: WritableText['write'] }[] = [];
  #held = '';

  constructor(streams: readonly WritableText[]) {
    this.#streams = streams;
  }

  hold(): void {
    if (this.#originals.length > 0) return;
    for (const stream of new Set(this.#streams)) {
      this.#originals.push({ stream, write: stream.write });
      // At the rim: write has several signatures, all of them begin with the data and may end with a callback.
      stream.write = ((...parameters: unknown[]) => this.#keep(parameters)) as WritableText['write'];
    }
  }

  /** Ends the holding, returns what was written meanwhile. */
  release(): string {
    for (const { stream, write } of this.#originals) stream.write = write;
    this.#originals = [];
    const held = this.#held;
    this.#held = '';
    return held;
  }

  #keep(parameters: readonly unknown[]): boolean {
    const [data] = parameters;
    const text = data instanceof Uint8Array ? Buffer.from(data).toString('utf8') : String(data);
    this.#held = (this.#held + text).slice(-HELD_LIMIT);
    const done = parameters.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  }
}
