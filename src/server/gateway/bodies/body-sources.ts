/** Bodies that are here, in memory or in a file, and are handed on as the application reads. */
import type { FileHandle } from 'node:fs/promises';
import type { BodySource } from '../../exchange/exchange.js';
import { BLOCK_BYTES, type BlockQueue, giveBack, takeBlock } from './block-queue.js';
import { bodyMemory } from './body-room.js';

/** Read from a file at a time. */
const MOST_BLOCKS = 4;

export class MemorySource implements BodySource {
  readonly #queue: BlockQueue;
  #counted: number;
  /** Memory of the bytes that the core is being sent. */
  #lent: Buffer[] = [];

  /** @param counted bytes charged to `bodyMemory` for it, given back at the end */
  constructor(queue: BlockQueue, counted: number) {
    this.#queue = queue;
    this.#counted = counted;
  }

  read(max: number): Promise<readonly Buffer[]> {
    const { pieces, emptied } = this.#queue.take(max);
    this.#lent.push(...emptied);
    return Promise.resolve(pieces);
  }

  sent(): void {
    for (const memory of this.#lent) giveBack(memory);
    this.#lent = [];
  }

  release(): void {
    this.#queue.clear();
    bodyMemory.change(-this.#counted);
    this.#counted = 0;
  }
}

export class FileSource implements BodySource {
  readonly #file: FileHandle;
  readonly #length: number;
  #at = 0;
  #lent: Buffer[] = [];
  #isReading = false;
  #released = false;

  constructor(file: FileHandle, length: number) {
    this.#file = file;
    this.#length = length;
  }

  async read(max: number): Promise<readonly Buffer[]> {
    const size = Math.min(max, MOST_BLOCKS * BLOCK_BYTES, this.#length - this.#at);
    if (size <= 0) return [];
    this.#isReading = true;
    const room = this.#lend(size);
    try {
      const { bytesRead } = await this.#file.readv(room, this.#at);
      this.#at += bytesRead;
      return cutTo(room, bytesRead);
    } finally {
      this.#isReading = false;
      if (this.#released) this.#close();
    }
  }

  sent(): void {
    for (const memory of this.#lent) giveBack(memory);
    this.#lent = [];
  }

  /** Not under a read that is still on its way. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (!this.#isReading) this.#close();
  }

  #lend(size: number): readonly Buffer[] {
    const room: Buffer[] = [];
    for (let left = size; left > 0; left -= BLOCK_BYTES) {
      const block = takeBlock();
      this.#lent.push(block);
      room.push(block.subarray(0, left));
    }
    return room;
  }

  #close(): void {
    this.#file.close().catch(() => {});
  }
}

/** @param count a file may be shorter than it was */
function cutTo(room: readonly Buffer[], count: number): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let left = count, at = 0; left > 0; at += 1) {
    const piece = room[at]?.subarray(0, left);
    if (piece === undefined) break;
    pieces.push(piece);
    left -= piece.length;
  }
  return pieces;
}
