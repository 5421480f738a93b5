/**
 * The body of one request, while it comes. It is filled from the connection, and read either by whoever gathers it
 * before a core is asked for, or by the application as it goes (`Expect: 100-continue`).
 */
import type { BodySource } from '../../dispatch/exchange.js';
import { BodyIncomplete } from '../body-gatherer.js';
import { ByteQueue } from './byte-queue.js';
import { ChunkReader } from './chunk-reader.js';
import { BodyRefused } from './refusal.js';
import { inChunks } from './request-head.js';

/** The connection, as its body sees it. */
export interface BodyFlow {
  /** Somebody waits for bytes that are not here. */
  bodyWanted(): void;
  /** There is room for more. */
  bodyTaken(): void;
}

/** What may lie here before the connection is not read any more. */
const mostAheadBytes = 65_536;
const nothing = Buffer.alloc(0);

export class IncomingBody implements BodySource {
  readonly #flow: BodyFlow;
  readonly #length: number;
  readonly #limitBytes: number | null;
  readonly #chunks: ChunkReader | null;
  readonly #queue = new ByteQueue();
  #received = 0;
  #failure: Error | null = null;
  #isReleased = false;
  #wake: (() => void) | null = null;

  /** @param length bytes, or `inChunks` */
  constructor(flow: BodyFlow, length: number, limitBytes: number | null) {
    this.#flow = flow;
    this.#length = length;
    this.#limitBytes = limitBytes;
    this.#chunks = length === inChunks ? new ChunkReader((data) => this.#keep(data)) : null;
  }

  get receivedBytes(): number {
    return this.#received;
  }

  get heldBytes(): number {
    return this.#queue.heldBytes;
  }

  /** How much of it is here and not taken. */
  get waitingBytes(): number {
    return this.#queue.length;
  }

  /** The client has sent all of it. */
  get isComplete(): boolean {
    if (this.#failure !== null) return false;
    return this.#chunks === null ? this.#received === this.#length : this.#chunks.isDone;
  }

  get isFull(): boolean {
    return this.#queue.length >= mostAheadBytes;
  }

  get isAwaited(): boolean {
    return this.#wake !== null;
  }

  /**
   * To be called with what the connection brings.
   * @returns where the body ends in it
   * @throws BodyRefused
   */
  take(bytes: Buffer): number {
    // Whatever follows a fault is nobody's.
    if (this.#failure !== null) return bytes.length;
    let end = 0;
    if (this.#chunks !== null) end = this.#chunks.push(bytes, 0);
    else {
      end = Math.min(bytes.length, this.#length - this.#received);
      this.#keep(end === bytes.length ? bytes : bytes.subarray(0, end));
    }
    if (this.#queue.length > 0 || this.isComplete) this.#wake?.();
    return end;
  }

  /** The rest will not come. */
  fail(message: string): void {
    const length = this.#length === inChunks ? 'unknown' : String(this.#length);
    this.#failure ??= new BodyIncomplete(
      `Error reading the body. Content-Length: ${length} received: ${this.#received} message: ${message}`,
    );
    this.#wake?.();
  }

  /** All of it, once it is complete. */
  takeAll(): Buffer {
    return this.#queue.takeAll();
  }

  async *blocks(): AsyncGenerator<Buffer> {
    for (;;) {
      const block = await this.read(mostAheadBytes);
      if (block.length === 0) return;
      yield block;
    }
  }

  async read(max: number): Promise<Buffer> {
    while (this.#queue.length === 0) {
      if (this.#failure !== null) throw this.#failure;
      if (this.isComplete || this.#isReleased) return nothing;
      await this.#arrival();
    }
    const part = this.#queue.shift(max);
    this.#flow.bodyTaken();
    return part;
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#queue.clear();
    this.#wake?.();
    this.#flow.bodyTaken();
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
      this.#flow.bodyWanted();
    });
  }

  #keep(data: Buffer): void {
    this.#received += data.length;
    if (this.#limitBytes !== null && this.#received > this.#limitBytes) {
      throw new BodyRefused(413, `the body is larger than ${this.#limitBytes} bytes`);
    }
    if (!this.#isReleased) this.#queue.push(data);
  }
}
