/**
 * Limit of the bytes that all clients of a gateway may have sent ahead of the answers: unfinished heads and requests after the
 * one that runs; bodies have their own. Once it is used up, clients that hold more than a little of it are no longer
 * read; a small request always gets through.
 */
export class InputBudget {
  readonly #limitBytes: number;
  readonly #waiting = new Set<() => void>();
  #heldBytes = 0;

  constructor(limitBytes = 33_554_432) {
    this.#limitBytes = limitBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  get isSpent(): boolean {
    return this.#heldBytes >= this.#limitBytes;
  }

  /** @returns true when a client that holds so much may go on */
  allows(heldBytes: number): boolean {
    return heldBytes <= ALWAYS_BYTES || !this.isSpent;
  }

  change(bytes: number): void {
    this.#heldBytes += bytes;
    if (bytes < 0 && this.#waiting.size > 0 && !this.isSpent) this.#wake();
  }

  /** `goOn` is called, once, when there is room again. */
  wait(goOn: () => void): void {
    this.#waiting.add(goOn);
  }

  forget(goOn: () => void): void {
    this.#waiting.delete(goOn);
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const goOn of waiting) goOn();
  }
}

const ALWAYS_BYTES = 8192;
