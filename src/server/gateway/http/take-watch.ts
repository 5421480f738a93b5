/** What of an outbox the watch looks at. */
interface Taken {
  readonly pendingBytes: number;
  /** Grows whenever the client takes something. */
  readonly takenBytes: number;
}

/** Finds out whether a client takes its answers, however slowly. */
export class TakeWatch {
  #takenBytes = -1;
  #since = 0;

  /** @returns for how long nothing was taken of what is there, in milliseconds, as far as earlier calls have seen */
  idleMillis({ pendingBytes, takenBytes }: Taken, now: number): number {
    if (pendingBytes === 0) this.#takenBytes = -1;
    else if (takenBytes !== this.#takenBytes) {
      this.#takenBytes = takenBytes;
      this.#since = now;
    } else return now - this.#since;
    return 0;
  }
}
