/**
 * A clock that stands still while the process does: stopped for a minute by a signal or a starved machine, it must not
 * find that all its clients have been silent for a minute.
 */
export class SweepClock {
  readonly #stepMillis: number;
  #lastMillis: number;
  #now = 0;

  /** @param stepMillis how often `step` is called when all is well */
  constructor(stepMillis: number, startMillis: number) {
    this.#stepMillis = stepMillis;
    this.#lastMillis = startMillis;
  }

  get now(): number {
    return this.#now;
  }

  /**
   * @returns whether deadlines may be judged: not when this call comes late, since what the clients have sent meanwhile
   * has not been read yet
   */
  step(millis: number): boolean {
    const passed = millis - this.#lastMillis;
    this.#lastMillis = millis;
    this.#now += Math.min(passed, this.#stepMillis * 2);
    return passed <= this.#stepMillis * 2;
  }
}
