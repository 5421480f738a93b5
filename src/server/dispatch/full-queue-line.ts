/** uWSGI's line for a full listen queue, once a second at the most. */
export class FullQueueLine {
  #saidAt = Number.NEGATIVE_INFINITY;

  /** @returns null when it was said a moment ago */
  next(socket: string, waiting: number, limit: number): string | null {
    const now = performance.now();
    if (now - this.#saidAt < EVERY_MS) return null;
    this.#saidAt = now;
    return `*** uWSGI listen queue of socket ${socket} full !!! (${waiting}/${limit}) ***`;
  }
}

const EVERY_MS = 1000;
