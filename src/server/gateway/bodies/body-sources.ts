/** Bodies that are here, in memory or in a file, and are handed on as the application reads. */
import type { FileHandle } from 'node:fs/promises';
import type { BodySource } from '../../exchange/exchange.js';
import { bodyMemory } from './body-room.js';

export class MemorySource implements BodySource {
  #bytes: Buffer;
  #counted: number;

  /** @param counted bytes charged to `bodyMemory` for it, given back at the end */
  constructor(bytes: Buffer, counted: number) {
    this.#bytes = bytes;
    this.#counted = counted;
  }

  read(max: number): Promise<Buffer> {
    const part = this.#bytes.subarray(0, max);
    this.#bytes = this.#bytes.subarray(part.length);
    return Promise.resolve(part);
  }

  release(): void {
    this.#bytes = Buffer.alloc(0);
    bodyMemory.change(-this.#counted);
    this.#counted = 0;
  }
}

export class FileSource implements BodySource {
  readonly #file: FileHandle;
  readonly #length: number;
  #at = 0;
  #isReading = false;
  #released = false;

  constructor(file: FileHandle, length: number) {
    this.#file = file;
    this.#length = length;
  }

  async read(max: number): Promise<Buffer> {
    this.#isReading = true;
    try {
      const size = Math.min(max, this.#length - this.#at);
      const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(size), 0, size, this.#at);
      this.#at += bytesRead;
      return buffer.subarray(0, bytesRead);
    } finally {
      this.#isReading = false;
      if (this.#released) this.#close();
    }
  }

  /** Not under a read that is still on its way. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (!this.#isReading) this.#close();
  }

  #close(): void {
    this.#file.close().catch(() => {});
  }
}
