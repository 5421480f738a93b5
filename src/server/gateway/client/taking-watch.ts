import type { Socket } from 'node:net';
import type { Outbox } from '../answers/outbox.js';
import { kernelQueue } from './kernel-queue.js';

/** Tells whether a client takes any of the bytes written for it, however slowly. */
export class TakingWatch {
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  #taken = 0;
  #queued: number | null = null;

  constructor(socket: Socket, outbox: Outbox) {
    this.#socket = socket;
    this.#outbox = outbox;
  }

  begin(): void {
    this.#taken = this.#outbox.takenBytes;
    this.#queued = null;
  }

  /** Since the last look, or the beginning. The first look into the kernel has nothing to compare with. */
  hasTaken(): boolean {
    const taken = this.#outbox.takenBytes;
    const hasTaken = taken > this.#taken;
    this.#taken = taken;
    const queued = hasTaken ? null : kernelQueue(this.#socket);
    const before = this.#queued;
    this.#queued = queued;
    return hasTaken || (queued !== null && queued !== before);
  }
}
