/**
 * Takes in a body before a core is asked for, so that a slow client holds none: in one piece of memory up to a limit, in
 * a file without a name past it.
 */
import type { FileHandle } from 'node:fs/promises';
import type { RequestBody } from '../../exchange/exchange.js';
import { openSpoolFile } from '../answers/spool-file.js';
import { BLOCK_BYTES, BlockQueue, giveBack } from './block-queue.js';
import { bodyMemory } from './body-room.js';
import { FileSource, MemorySource } from './body-sources.js';

/** Bodies up to this size travel with the request; larger ones when the application reads, in memory that is used again. */
const INLINE_BYTES = 32_768;
const FIRST_BYTES = 4096;
/** Bytes that may wait to be written to a file, also when the memory for all bodies is used up. */
const UNWRITTEN_BYTES = 262_144;
const LEAST_UNWRITTEN_BYTES = 0;

/** Default size above which bodies go to a file. */
export const DEFAULT_MEMORY_BYTES = 1_048_576;

interface CollectorSettings {
  /** Memory limit. */
  readonly memoryBytes: number;
  /** As announced; null for a body in chunks. */
  readonly expectedBytes: number | null;
  /** There is room again after `push` has said no. */
  readonly onRoom: () => void;
  /** No room on the disk, say. Nothing more is taken. */
  readonly onFailure: (error: Error) => void;
}

export class BodyCollector {
  readonly #settings: CollectorSettings;
  /** The body while it is small enough to travel with the request. */
  #small: Buffer | null = null;
  #smallBytes = 0;
  /** A larger one, or what of it waits to be written. */
  readonly #queue = new BlockQueue();
  #length = 0;
  #counted = 0;
  #file: FileHandle | null = null;
  /** Set from the moment on from which the body goes to a file. */
  #isSpooled = false;
  /** Memory of the write that is on its way. */
  #writingBytes = 0;
  #isWriting = false;
  #isFull = false;
  #isEnded = false;
  #onWritten: ((body: RequestBody) => void) | null = null;

  constructor(settings: CollectorSettings) {
    this.#settings = settings;
  }

  get length(): number {
    return this.#length;
  }

  /** Keeps copies only. @returns false when no more should come until `onRoom` */
  push(bytes: Buffer): boolean {
    if (this.#isEnded) return true;
    this.#length += bytes.length;
    this.#isSpooled ||= this.#length > this.#settings.memoryBytes || bodyMemory.isUsedUp;
    if (!this.#isSpooled && this.#staysSmall) {
      this.#append(bytes);
      return true;
    }
    this.#leaveSmall();
    this.#queue.push(bytes);
    this.#count();
    if (!this.#isSpooled) return true;
    if (!this.#isWriting) void this.#writeAll();
    this.#isFull = this.#queue.length > mostUnwritten();
    return !this.#isFull;
  }

  /** All of it has come. */
  finish(done: (body: RequestBody) => void): void {
    if (this.#isSpooled) {
      this.#onWritten = done;
      if (!this.#isWriting) this.#written();
      return;
    }
    this.#isEnded = true;
    if (this.#queue.length === 0) {
      const bytes = this.#small?.subarray(0, this.#length) ?? null;
      this.#countAs(0);
      done({ kind: 'whole', bytes });
      return;
    }
    const source = new MemorySource(this.#queue, this.#counted);
    this.#counted = 0;
    done({ kind: 'follows', source });
  }

  /** The rest will not come, or is not wanted. */
  abort(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#small = null;
    this.#queue.clear();
    this.#countAs(0);
    if (!this.#isWriting) this.#close();
  }

  get #staysSmall(): boolean {
    return this.#length <= INLINE_BYTES && (this.#settings.expectedBytes ?? 0) <= INLINE_BYTES;
  }

  /** Into one buffer: an announced length is no reason to take memory yet, a quarter of it is. */
  #append(bytes: Buffer): void {
    if (this.#small === null || this.#small.length < this.#length) {
      const larger = Buffer.allocUnsafeSlow(this.#sizeFor(this.#length));
      this.#small?.copy(larger, 0, 0, this.#smallBytes);
      this.#small = larger;
    }
    bytes.copy(this.#small, this.#smallBytes);
    this.#smallBytes = this.#length;
    this.#count();
  }

  #sizeFor(length: number): number {
    const { expectedBytes } = this.#settings;
    if (expectedBytes === length) return length;
    const doubled = Math.max(FIRST_BYTES, length, 2 * (this.#small?.length ?? 0));
    if (expectedBytes === null || expectedBytes < length) return Math.min(doubled, INLINE_BYTES);
    return length * 4 >= expectedBytes ? expectedBytes : Math.min(doubled, expectedBytes);
  }

  #leaveSmall(): void {
    if (this.#small === null) return;
    this.#queue.push(this.#small.subarray(0, this.#smallBytes));
    this.#small = null;
    this.#smallBytes = 0;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    try {
      this.#file ??= await openSpoolFile();
      while (this.#queue.length > 0 && !this.#isEnded) await this.#writeSome(this.#file);
    } catch (error) {
      this.#isWriting = false;
      const wasEnded = this.#isEnded;
      this.abort();
      if (!wasEnded) this.#settings.onFailure(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.#isWriting = false;
    if (this.#isEnded) this.#close();
    else this.#written();
  }

  async #writeSome(file: FileHandle): Promise<void> {
    const { pieces, emptied } = this.#queue.take(BLOCK_BYTES);
    this.#writingBytes = emptied.reduce((sum, { length }) => sum + length, 0);
    for (const piece of pieces) await file.appendFile(piece);
    this.#writingBytes = 0;
    for (const memory of emptied) giveBack(memory);
    this.#made();
  }

  #made(): void {
    this.#count();
    if (!this.#isFull || this.#queue.length > mostUnwritten() / 2) return;
    this.#isFull = false;
    if (!this.#isEnded) this.#settings.onRoom();
  }

  #written(): void {
    const done = this.#onWritten;
    const file = this.#file;
    if (done === null || file === null || this.#isEnded) return;
    this.#isEnded = true;
    this.#file = null;
    this.#countAs(0);
    done({ kind: 'follows', source: new FileSource(file, this.#length) });
  }

  #count(): void {
    if (!this.#isEnded)
      this.#countAs((this.#small?.length ?? 0) + this.#queue.heldBytes + this.#writingBytes);
  }

  #countAs(bytes: number): void {
    bodyMemory.change(bytes - this.#counted);
    this.#counted = bytes;
  }

  #close(): void {
    this.#file?.close().catch(() => {});
    this.#file = null;
  }
}

function mostUnwritten(): number {
  return bodyMemory.isUsedUp ? LEAST_UNWRITTEN_BYTES : UNWRITTEN_BYTES;
}
