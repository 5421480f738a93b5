/**
 * What all clients of a gateway together may have sent ahead of the answers: heads under way and requests behind the
 * one that runs; bodies have their own. Whoever holds more than a little of it is not read any more when it is used
 * up; a small request always gets through.
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

  /** @returns whether somebody who holds so much may go on */
  allows(heldBytes: number): boolean {
    return heldBytes <= alwaysBytes || !this.isSpent;
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

const alwaysBytes = 8192;
