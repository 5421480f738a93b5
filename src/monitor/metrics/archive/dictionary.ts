/**
 * The texts that a frame can name by a number: its own and those of the frames it is built on. Immutable once the next
 * frame is built on it, so that frames which share a beginning share its texts.
 *
 * Some variables of requests repeat and others never do; looking those up and keeping them would cost most of the time
 * and memory for nothing. So it is counted, by the place of a variable in its list, how often a text was found.
 */
export class Dictionary {
  readonly #below: Dictionary | null;
  readonly #own = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #base: number;
  /** By place. */
  readonly #tries: Uint32Array;
  readonly #found: Uint32Array;

  constructor(below: Dictionary | null) {
    this.#below = below;
    this.#base = below?.size ?? 0;
    this.#tries = below === null ? new Uint32Array(PLACES) : below.#tries.slice();
    this.#found = below === null ? new Uint32Array(PLACES) : below.#found.slice();
  }

  get size(): number {
    return this.#base + this.#texts.length;
  }

  /** Texts at this place of a list repeat often enough, as far as is known. */
  isWorth(place: number): boolean {
    const tries = this.#tries[place] ?? 0;
    return tries < ENOUGH_TRIES || (this.#found[place] ?? 0) * LEAST_FOUND > tries;
  }

  /** `place`: in a list, or -1. */
  numberOf(text: string, place: number): number | undefined {
    const number = this.#find(text);
    if (place >= 0 && place < PLACES) {
      this.#tries[place] = (this.#tries[place] ?? 0) + 1;
      if (number !== undefined) this.#found[place] = (this.#found[place] ?? 0) + 1;
    }
    return number;
  }

  textOf(number: number): string {
    if (number < this.#base) return this.#below?.textOf(number) ?? '';
    return this.#texts[number - this.#base] ?? '';
  }

  add(text: string): void {
    this.#own.set(text, this.size);
    this.#texts.push(text);
  }

  #find(text: string): number | undefined {
    const own = this.#own.get(text);
    return own ?? (this.#below === null ? undefined : this.#below.#find(text));
  }
}

const PLACES = 64;
const ENOUGH_TRIES = 100;
/** One of so many. */
const LEAST_FOUND = 3;
