/**
 * Takes in an HTTP body before a core is asked for, so that a slow client holds none: in memory up to a limit, in an
 * unlinked file past it.
 */
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BodySource, RequestBody } from '../dispatch/exchange.js';

/** Bodies up to this size travel with the request; larger ones when the application reads. */
const inlineBytes = 65_536;

export class BodyTooLarge extends Error {}
/** The client did not send what it had announced. */
export class BodyIncomplete extends Error {}

export interface GatheredBody {
  readonly body: RequestBody;
  readonly length: number;
}

/** What all bodies of this gateway may have in memory together; when it is used up, the next ones go to files. */
const sharedMemoryBytes = 268_435_456;
let memoryInUse = 0;

/**
 * @param memoryBytes what may stay in memory
 * @param limitBytes the largest body
 * @throws BodyTooLarge; whatever `blocks` throws; what the file system says when there is no room
 */
export async function gatherBody(
  blocks: AsyncIterable<Buffer>,
  memoryBytes: number,
  limitBytes: number | null,
): Promise<GatheredBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  let inMemory = 0;
  let file: FileHandle | null = null;
  try {
    for await (const bytes of blocks) {
      length += bytes.length;
      if (limitBytes !== null && length > limitBytes) throw new BodyTooLarge();
      if (file !== null) {
        await file.appendFile(bytes);
        continue;
      }
      chunks.push(bytes);
      memoryInUse += bytes.length;
      inMemory += bytes.length;
      if (length > memoryBytes || memoryInUse > sharedMemoryBytes) {
        file = await openSpool();
        // `write` may take less than it was given.
        for (const kept of chunks.splice(0)) await file.appendFile(kept);
        memoryInUse -= inMemory;
        inMemory = 0;
      }
    }
  } catch (error) {
    memoryInUse -= inMemory;
    await file?.close();
    throw error;
  }
  if (file !== null) return { body: { kind: 'follows', source: new FileSource(file) }, length };
  const bytes = chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks, length);
  if (bytes === null || length <= inlineBytes) {
    memoryInUse -= inMemory;
    return { body: { kind: 'whole', bytes }, length };
  }
  return { body: { kind: 'follows', source: new MemorySource(bytes) }, length };
}

let spoolNumber = 0;

async function openSpool(): Promise<FileHandle> {
  spoolNumber += 1;
  const path = join(tmpdir(), `tsgi-body-${process.pid}-${spoolNumber}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

class MemorySource implements BodySource {
  #bytes: Buffer;
  #counted: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#counted = bytes.length;
  }

  read(max: number): Promise<Buffer> {
    const part = this.#bytes.subarray(0, max);
    this.#bytes = this.#bytes.subarray(part.length);
    return Promise.resolve(part);
  }

  release(): void {
    this.#bytes = Buffer.alloc(0);
    memoryInUse -= this.#counted;
    this.#counted = 0;
  }
}

class FileSource implements BodySource {
  readonly #file: FileHandle;
  #at = 0;
  #reading: Promise<unknown> = Promise.resolve();
  #released = false;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  read(max: number): Promise<Buffer> {
    const reading = this.#readAt(max);
    this.#reading = reading.catch(() => {});
    return reading;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    // Not under a read that is still on its way.
    this.#reading.finally(() => this.#file.close());
  }

  async #readAt(max: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(max), 0, max, this.#at);
    this.#at += bytesRead;
    return buffer.subarray(0, bytesRead);
  }
}
