import { readdirSync, readFileSync } from 'node:fs';

/** Refused clients are logged at most this often. */
const SAY_MS = 5000;

/**
 * Limit of a gateway's clients. Each takes a descriptor, and without a reserve for its own needs a
 * gateway that is full of idle clients could take no worker any more, so that a reload would never end.
 */
export class ClientSeats {
  readonly #log: (line: string) => void;
  readonly #makeRoom: () => boolean;
  #limit: number;
  #taken = 0;
  /** Since it was last said. */
  #refused = 0;
  #closed = 0;
  #saidAt = Number.NEGATIVE_INFINITY;

  /** @param makeRoom closes a connection that has nothing to lose; false when there is none */
  constructor(limit: number, makeRoom: () => boolean, log: (line: string) => void) {
    this.#limit = limit;
    this.#makeRoom = makeRoom;
    this.#log = log;
  }

  get taken(): number {
    return this.#taken;
  }

  set limit(limit: number) {
    this.#limit = limit;
  }

  /** @returns false for a client that must be refused; otherwise `release` is to be called when it has gone */
  take(): boolean {
    const isFull = this.#taken >= this.#limit;
    const isRefused = isFull && !this.#makeRoom();
    if (isRefused) this.#refused += 1;
    else {
      this.#taken += 1;
      if (isFull) this.#closed += 1;
    }
    if (isFull) this.#say();
    return !isRefused;
  }

  release(): void {
    this.#taken -= 1;
  }

  #say(): void {
    const now = performance.now();
    if (now - this.#saidAt < SAY_MS) return;
    this.#saidAt = now;
    this.#log(
      `*** all ${this.#limit} connections are in use that the limit of open files (ulimit -n) leaves room for: ` +
        `clients refused: ${this.#refused}, idle connections closed: ${this.#closed} ***`,
    );
    this.#refused = 0;
    this.#closed = 0;
  }
}

/** Clients of a gateway that has almost no descriptors. */
const FEWEST_CLIENTS = 4;

/**
 * Number of this process's descriptors that clients may use.
 * @param links connections of cores that must always find room
 * @param own descriptors that are open before the first client comes
 */
export function seatsFor(links: number, own: number): number {
  const limit = descriptorLimit();
  // For bodies and answers in files, what the stats need, and clients that are being refused.
  const spare = 8 + Math.min(512, Math.floor(limit / 8));
  return Math.max(FEWEST_CLIENTS, limit - own - links - spare);
}

function descriptorLimit(): number {
  const line = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  return line?.[1] === undefined || line[1] === 'unlimited' ? 1_048_576 : Number(line[1]);
}

export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
