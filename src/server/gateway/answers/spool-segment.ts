import { ByteQueue } from './byte-queue.js';
import type { Segment } from './segments.js';

/** As Node opens it. */
export interface SpoolFile {
  write(bytes: Buffer, offset: number, length: number, at: number): Promise<{ bytesWritten: number }>;
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    at: number,
  ): Promise<{ bytesRead: number; buffer: Buffer }>;
  close(): Promise<void>;
}

/** The file is used in parts of this size. */
const SLOT_BYTES = 262_144;

/** A part of the file: bytes from `read` to `written` wait. */
interface Slot {
  readonly at: number;
  written: number;
  read: number;
}

/**
 * Bytes that wait in a file. Its parts are used again once they were read, so that the file is never larger than the most
 * that has waited at a time, however long the answer is.
 */
export class SpoolSegment implements Segment {
  readonly #open: () => Promise<SpoolFile>;
  readonly #onChange: (error: Error | null) => void;
  #file: SpoolFile | null = null;
  /** In the order of their bytes. Only the last one is written to. */
  readonly #slots: Slot[] = [];
  readonly #free: number[] = [];
  #fileBytes = 0;
  #onDisk = 0;
  /** Bytes still to be written. */
  readonly #tail = new ByteQueue();
  #writing: Buffer | null = null;
  #isBusy = false;
  /** Memory of the read that is on its way. */
  #reading = 0;
  #hasFailed = false;
  #isClosed = false;

  /** @param onChange bytes were written, or could not be: then nothing will be any more */
  constructor(open: () => Promise<SpoolFile>, onChange: (error: Error | null) => void) {
    this.#open = open;
    this.#onChange = onChange;
  }

  get length(): number {
    return this.#onDisk + (this.#writing?.length ?? 0) + this.#tail.length;
  }

  get heldBytes(): number {
    return this.#tail.heldBytes + (this.#writing?.buffer.byteLength ?? 0) + this.#reading;
  }

  /** Size on disk. */
  get fileBytes(): number {
    return this.#fileBytes;
  }

  /** Unread bytes on disk. */
  get unreadBytes(): number {
    return this.#onDisk;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  push(bytes: Buffer): void {
    this.#tail.adopt(bytes);
    if (!this.#isBusy && !this.#hasFailed) void this.#writeAll();
  }

  take(most: number): Buffer | null | Promise<Buffer> {
    const slot = this.#slots[0];
    if (slot !== undefined && slot.read < slot.written) return this.#readBlock(slot, most);
    // Later bytes must not overtake those on their way to the disk.
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
      while (!this.#isClosed) {
        this.#writing ??= this.#tail.take();
        if (this.#writing === null) break;
        await this.#writeSome(this.#file, this.#writing);
        this.#notify(null);
      }
      this.#isBusy = false;
      this.#notify(null);
    } catch (error) {
      this.#hasFailed = true;
      this.#keepUnwritten();
      this.#isBusy = false;
      this.#notify(error instanceof Error ? error : new Error(String(error)));
    }
    if (this.#isClosed) this.#closeFile();
  }

  async #writeSome(file: SpoolFile, bytes: Buffer): Promise<void> {
    const last = this.#slots.at(-1);
    const isNew = last === undefined || last.written === SLOT_BYTES;
    const slot = isNew ? { at: this.#freeSlot(), written: 0, read: 0 } : last;
    const most = Math.min(bytes.length, SLOT_BYTES - slot.written);
    const { bytesWritten } = await file.write(bytes, 0, most, slot.at + slot.written);
    slot.written += bytesWritten;
    if (isNew) this.#slots.push(slot);
    this.#onDisk += bytesWritten;
    this.#fileBytes = Math.max(this.#fileBytes, slot.at + slot.written);
    this.#writing = bytesWritten < bytes.length ? bytes.subarray(bytesWritten) : null;
  }

  #freeSlot(): number {
    return this.#free.pop() ?? Math.ceil(this.#fileBytes / SLOT_BYTES) * SLOT_BYTES;
  }

  /** Back to the front of the tail: it is sent from memory. */
  #keepUnwritten(): void {
    const rest: Buffer[] = this.#writing === null ? [] : [this.#writing];
    this.#writing = null;
    for (let piece = this.#tail.take(); piece !== null; piece = this.#tail.take()) rest.push(piece);
    for (const piece of rest) this.#tail.adopt(piece);
  }

  async #readBlock(slot: Slot, most: number): Promise<Buffer> {
    const file = this.#file;
    if (file === null) throw new Error('the spool file is closed');
    const size = Math.min(most, slot.written - slot.read);
    this.#reading = size;
    try {
      const { bytesRead, buffer } = await file.read(
        Buffer.allocUnsafeSlow(size),
        0,
        size,
        slot.at + slot.read,
      );
      if (bytesRead === 0) throw new Error('the spool file is shorter than the bytes written to it');
      slot.read += bytesRead;
      this.#onDisk -= bytesRead;
      this.#freeIfRead(slot);
      return buffer.subarray(0, bytesRead);
    } finally {
      this.#reading = 0;
      if (this.#isClosed) this.#closeFile();
    }
  }

  /** Not the one that more may just be written to. */
  #freeIfRead(slot: Slot): void {
    if (slot.read < slot.written || (slot.written < SLOT_BYTES && this.#isBusy)) return;
    this.#slots.shift();
    this.#free.push(slot.at);
  }

  #notify(error: Error | null): void {
    if (!this.#isClosed) this.#onChange(error);
  }

  #closeFile(): void {
    if (this.#isBusy || this.#reading > 0 || this.#file === null) return;
    this.#file.close().catch(() => {});
    this.#file = null;
  }
}
