/**
 * Memory that many connections share. Each counts what it really holds; when all of it is used up, whoever can do
 * without (by writing to a file, or by not reading on) does.
 */
export class MemoryBudget {
  readonly #limit: number;
  #used = 0;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get used(): number {
    return this.#used;
  }

  get isHalfUsed(): boolean {
    return this.#used * 2 >= this.#limit;
  }

  get isUsedUp(): boolean {
    return this.#used >= this.#limit;
  }

  /** @param bytes may be negative */
  change(bytes: number): void {
    this.#used += bytes;
  }
}
