/** What an outbox is made of: bytes in memory, a spool file, a file of the application. */
import { close, read } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { FilePart } from '../../dispatch/exchange.js';
import { ByteQueue } from './byte-queue.js';

const blockBytes = 131_072;

export interface Segment {
  /** Bytes that have not been taken. */
  readonly length: number;
  /** Memory that they hold. */
  readonly heldBytes: number;
  /**
   * The next bytes, at once or later; null when there are none for now. Called again only after the last promise
   * settled.
   * @throws when a file cannot be read, or is shorter than it was said to be
   */
  take(): Buffer | null | Promise<Buffer>;
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
  readonly heldBytes = 0;
  readonly #descriptor: number;
  #at: number;
  #left: number;
  #isClosed = false;
  #isReading = false;

  constructor({ descriptor, offset, length }: FilePart) {
    this.#descriptor = descriptor;
    this.#at = offset;
    this.#left = length;
  }

  get length(): number {
    return this.#left;
  }

  take(): null | Promise<Buffer> {
    if (this.#left === 0) return null;
    this.#isReading = true;
    return new Promise((resolve, reject) => {
      const size = Math.min(blockBytes, this.#left);
      read(this.#descriptor, Buffer.allocUnsafeSlow(size), 0, size, this.#at, (error, count, buffer) => {
        this.#isReading = false;
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
    if (!this.#isReading) close(this.#descriptor, ignore);
  }
}

/** Written at its end and read from its beginning; begins anew whenever all has been read. */
export class SpoolSegment implements Segment {
  readonly #open: () => Promise<FileHandle>;
  readonly #onChange: (error: Error | null) => void;
  #file: FileHandle | null = null;
  /** What is still to be written. */
  readonly #tail = new ByteQueue();
  #writing: Buffer | null = null;
  #written = 0;
  #read = 0;
  #isBusy = false;
  #isReading = false;
  #hasFailed = false;
  #isClosed = false;

  /** @param onChange bytes were written, or could not be: then nothing will be any more */
  constructor(open: () => Promise<FileHandle>, onChange: (error: Error | null) => void) {
    this.#open = open;
    this.#onChange = onChange;
  }

  get length(): number {
    return this.#written - this.#read + (this.#writing?.length ?? 0) + this.#tail.length;
  }

  get heldBytes(): number {
    return this.#tail.heldBytes + (this.#writing?.buffer.byteLength ?? 0);
  }

  /** Bytes on the disk, those that were read included. */
  get fileBytes(): number {
    return this.#written;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  push(bytes: Buffer): void {
    this.#tail.push(bytes);
    if (!this.#isBusy && !this.#hasFailed) void this.#writeAll();
  }

  take(): Buffer | null | Promise<Buffer> {
    if (this.#read < this.#written) return this.#readBlock();
    // What is on its way to the disk must not be overtaken.
    if (this.#isBusy) return null;
    return this.#tail.take();
  }

  close(): void {
    this.#isClosed = true;
    this.#tail.clear();
    this.#closeFile();
  }

  async #writeAll(): Promise<void> {
    this.#isBusy = true;
    try {
      this.#file ??= await this.#open();
      for (;;) {
        this.#writing ??= this.#tail.take();
        if (this.#writing === null || this.#isClosed) break;
        const { bytesWritten } = await this.#file.write(
          this.#writing,
          0,
          this.#writing.length,
          this.#written,
        );
        this.#written += bytesWritten;
        this.#writing = bytesWritten < this.#writing.length ? this.#writing.subarray(bytesWritten) : null;
        this.#notify(null);
      }
    } catch (error) {
      this.#hasFailed = true;
      this.#keepUnwritten();
      this.#isBusy = false;
      this.#notify(error instanceof Error ? error : new Error(String(error)));
    }
    this.#isBusy = false;
    if (this.#isClosed) this.#closeFile();
    else this.#notify(null);
  }

  /** Back to the front of the tail: it is sent from memory. */
  #keepUnwritten(): void {
    const rest: Buffer[] = this.#writing === null ? [] : [this.#writing];
    this.#writing = null;
    for (let piece = this.#tail.take(); piece !== null; piece = this.#tail.take()) rest.push(piece);
    for (const piece of rest) this.#tail.push(piece);
  }

  async #readBlock(): Promise<Buffer> {
    const file = this.#file;
    if (file === null) throw new Error('the spool file is closed');
    const size = Math.min(blockBytes, this.#written - this.#read);
    this.#isReading = true;
    try {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(size), 0, size, this.#read);
      if (bytesRead === 0) throw new Error('the spool file is shorter than what was written to it');
      this.#read += bytesRead;
      if (this.#read === this.#written && !this.#isBusy) await this.#beginAnew(file);
      return buffer.subarray(0, bytesRead);
    } finally {
      this.#isReading = false;
      if (this.#isClosed) this.#closeFile();
    }
  }

  /** The disk has its room back. */
  async #beginAnew(file: FileHandle): Promise<void> {
    this.#isBusy = true;
    try {
      await file.truncate(0);
      this.#read = 0;
      this.#written = 0;
    } finally {
      this.#isBusy = false;
    }
    if (this.#tail.length > 0 && !this.#hasFailed) void this.#writeAll();
  }

  #notify(error: Error | null): void {
    if (!this.#isClosed) this.#onChange(error);
  }

  #closeFile(): void {
    if (this.#isBusy || this.#isReading || this.#file === null) return;
    this.#file.close().catch(ignore);
    this.#file = null;
  }
}

function ignore(): void {}
