/**
 * Takes in a body before a core is asked for, so that a slow client holds none: in one piece of memory up to a limit, in
 * a file without a name past it.
 */
import type { FileHandle } from 'node:fs/promises';
import type { RequestBody } from '../../exchange/exchange.js';
import { ByteQueue } from '../answers/byte-queue.js';
import { openSpoolFile } from '../answers/spool-file.js';
import { bodyMemory } from './body-room.js';
import { FileSource, MemorySource } from './body-sources.js';

/** Bodies up to this size travel with the request; larger ones when the application reads. */
const inlineBytes = 65_536;
const firstBytes = 16_384;
/** Bytes that may wait to be written to a file, also when the memory for all bodies is used up. */
const unwrittenBytes = 262_144;
const leastUnwrittenBytes = 16_384;

/** Above this bodies go to a file, if nobody says otherwise. */
export const defaultMemoryBytes = 1_048_576;

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
  #bytes: Buffer | null = null;
  #length = 0;
  #counted = 0;
  #file: FileHandle | null = null;
  readonly #unwritten = new ByteQueue();
  /** Set from the moment on from which the body goes to a file. */
  #isSpooled = false;
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
    const before = this.#length - bytes.length;
    if (!this.#isSpooled && (this.#length > this.#settings.memoryBytes || bodyMemory.isUsedUp))
      this.#spool(before);
    if (!this.#isSpooled) {
      this.#append(bytes);
      return true;
    }
    this.#unwritten.push(bytes);
    this.#count(this.#unwritten.heldBytes);
    if (!this.#isWriting) void this.#writeAll();
    this.#isFull = this.#unwritten.length > mostUnwritten();
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
    const bytes = this.#bytes?.subarray(0, this.#length) ?? null;
    if (bytes === null || this.#length <= inlineBytes) {
      this.#count(0);
      done({ kind: 'whole', bytes });
      return;
    }
    const source = new MemorySource(bytes, this.#counted);
    this.#counted = 0;
    done({ kind: 'follows', source });
  }

  /** The rest will not come, or nobody wants it. */
  abort(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#bytes = null;
    this.#unwritten.clear();
    this.#count(0);
    if (!this.#isWriting) this.#close();
  }

  /** Into one buffer that grows by doubling: an announced length is no reason to take memory yet, a quarter of it is. */
  #append(bytes: Buffer): void {
    const before = this.#length - bytes.length;
    if (this.#bytes === null || this.#bytes.length < this.#length) {
      const larger = Buffer.allocUnsafeSlow(this.#sizeFor(this.#length));
      this.#bytes?.copy(larger, 0, 0, before);
      bytes.copy(larger, before);
      this.#bytes = larger;
    } else bytes.copy(this.#bytes, before);
    this.#count(this.#bytes.length);
  }

  #sizeFor(length: number): number {
    const { expectedBytes } = this.#settings;
    if (expectedBytes === length) return length;
    const doubled = Math.max(firstBytes, length, 2 * (this.#bytes?.length ?? 0));
    if (expectedBytes === null || expectedBytes < length) return doubled;
    return length * 4 >= expectedBytes ? expectedBytes : Math.min(doubled, expectedBytes);
  }

  #spool(before: number): void {
    this.#isSpooled = true;
    if (this.#bytes !== null) this.#unwritten.adopt(this.#bytes.subarray(0, before));
    this.#bytes = null;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    try {
      this.#file ??= await openSpoolFile();
      for (
        let piece = this.#unwritten.take();
        piece !== null && !this.#isEnded;
        piece = this.#unwritten.take()
      ) {
        await this.#file.appendFile(piece);
        this.#made();
      }
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

  #made(): void {
    this.#count(this.#unwritten.heldBytes);
    if (!this.#isFull || this.#unwritten.length > mostUnwritten() / 2) return;
    this.#isFull = false;
    if (!this.#isEnded) this.#settings.onRoom();
  }

  #written(): void {
    const done = this.#onWritten;
    const file = this.#file;
    if (done === null || file === null || this.#isEnded) return;
    this.#isEnded = true;
    this.#file = null;
    this.#count(0);
    done({ kind: 'follows', source: new FileSource(file, this.#length) });
  }

  #count(bytes: number): void {
    bodyMemory.change(bytes - this.#counted);
    this.#counted = bytes;
  }

  #close(): void {
    this.#file?.close().catch(() => {});
    this.#file = null;
  }
}

function mostUnwritten(): number {
  return bodyMemory.isUsedUp ? leastUnwrittenBytes : unwrittenBytes;
}
