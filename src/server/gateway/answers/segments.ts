/** The pieces of an outbox: bytes in memory, a spool file (`spool-segment.ts`), a file of the application. */
import { close, read } from 'node:fs';
import type { FilePart } from '../../exchange/exchange.js';
import { ByteQueue } from './byte-queue.js';

export interface Segment {
  /** Bytes that have not been taken. */
  readonly length: number;
  /** Memory that they hold. */
  readonly heldBytes: number;
  /**
   * The next bytes, at once or later; null when there are none for now. Called again only after the last promise
   * settled.
   * @param most of a block that is read from a file
   * @throws when a file cannot be read, or is shorter than it was said to be
   */
  take(most: number): Buffer | null | Promise<Buffer>;
  close(): void;
}

export class MemorySegment implements Segment {
  readonly queue = new ByteQueue();

  get length(): number {
    return this.queue.length;
  }

  get heldBytes(): number {
    return this.queue.heldBytes;
  }

  take(): Buffer | null {
    return this.queue.take();
  }

  close(): void {
    this.queue.clear();
  }
}

export class FileSegment implements Segment {
  readonly #descriptor: number;
  #at: number;
  #left: number;
  #isClosed = false;
  /** Memory of the read that is on its way. */
  #reading = 0;

  constructor({ descriptor, offset, length }: FilePart) {
    this.#descriptor = descriptor;
    this.#at = offset;
    this.#left = length;
  }

  get length(): number {
    return this.#left;
  }

  get heldBytes(): number {
    return this.#reading;
  }

  take(most: number): null | Promise<Buffer> {
    if (this.#left === 0) return null;
    const size = Math.min(most, this.#left);
    this.#reading = size;
    return new Promise((resolve, reject) => {
      read(this.#descriptor, Buffer.allocUnsafeSlow(size), 0, size, this.#at, (error, count, buffer) => {
        this.#reading = 0;
        if (this.#isClosed) close(this.#descriptor, ignore);
        if (error !== null) reject(error);
        else if (count === 0) reject(new Error(`the file ends ${this.#left} bytes early`));
        else {
          this.#at += count;
          this.#left -= count;
          resolve(buffer.subarray(0, count));
        }
      });
    });
  }

  /** Not under a read that is still on its way. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#reading === 0) close(this.#descriptor, ignore);
  }
}

/** Nobody is to get it. */
export function discardFile({ descriptor }: FilePart): void {
  close(descriptor, ignore);
}

function ignore(): void {}
