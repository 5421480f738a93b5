import type { Duplex } from 'node:stream';
import type { HeadReader } from './head-reader.js';
import type { InputBudget } from './input-budget.js';
import { InputBuffer } from './input-buffer.js';
import type { Refusal } from './refusal.js';
import type { RequestHead } from './request-head.js';

/** What may come ahead of its turn before the connection is not read any more. */
const mostAheadBytes = 65_536;

/** What a connection has sent and is not dealt with, and whether the connection is read on. */
export class ConnectionInput {
  readonly #stream: Duplex;
  readonly #heads: HeadReader;
  readonly #budget: InputBudget;
  readonly #onRoom: () => void;
  readonly #ahead = new InputBuffer();
  /** What the budget knows of. */
  #countedBytes = 0;
  #isPaused = false;

  /** @param onRoom is called when the budget has room again */
  constructor(stream: Duplex, heads: HeadReader, budget: InputBudget, onRoom: () => void) {
    this.#stream = stream;
    this.#heads = heads;
    this.#budget = budget;
    this.#onRoom = onRoom;
  }

  get length(): number {
    return this.#ahead.length;
  }

  push(bytes: Buffer): void {
    this.#ahead.push(bytes);
  }

  takeAll(): Buffer {
    const { bytes } = this.#ahead;
    this.#ahead.clear();
    return bytes;
  }

  readHead(mostBytes: number): RequestHead | Refusal | null {
    return this.#heads.read(this.#ahead, mostBytes);
  }

  clear(): void {
    this.#ahead.clear();
  }

  /**
   * To be called at the end of whatever changed something.
   * @param requestBytes what the request in hand holds
   * @param wantsMore false when the request has no room for more of its body
   * @param isDropped what still comes is not kept
   */
  settle(requestBytes: number, wantsMore: boolean, isDropped: boolean): void {
    this.#ahead.settle();
    const held = this.#ahead.heldBytes + requestBytes;
    if (held !== this.#countedBytes) {
      const change = held - this.#countedBytes;
      this.#countedBytes = held;
      this.#budget.change(change);
    }
    const mayHold = this.#budget.allows(held);
    const isFull = !isDropped && (!wantsMore || !mayHold || this.#ahead.length > mostAheadBytes);
    if (isFull && !mayHold) this.#budget.wait(this.#onRoom);
    if (isFull === this.#isPaused) return;
    this.#isPaused = isFull;
    if (isFull) this.#stream.pause();
    else this.#stream.resume();
  }

  /** The connection is gone. */
  forget(): void {
    this.#ahead.clear();
    this.#budget.change(-this.#countedBytes);
    this.#countedBytes = 0;
    this.#budget.forget(this.#onRoom);
  }
}
