/**
 * Bytes of bodies in blocks that are used again. New memory for each would turn to garbage much faster than it is collected,
 * and each first use of it costs page faults.
 */

export const BLOCK_BYTES = 65_536;
/** Blocks that are kept for the next bodies: as many as all of them may have in memory together. */
const MOST_FREE = 256;
/** Without a body for this long they are let go. */
const IDLE_MS = 10_000;
/** Fewer bytes than this take no block before they grow. */
const SMALL_BYTES = 4096;

const FREE: Buffer[] = [];
let idle: NodeJS.Timeout | null = null;

export function takeBlock(): Buffer {
  return FREE.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
}

/** Nobody may read it any more. @param bytes of a block or of anything else, which is left alone */
export function giveBack({ buffer }: Buffer): void {
  if (buffer.byteLength !== BLOCK_BYTES || FREE.length >= MOST_FREE) return;
  FREE.push(Buffer.from(buffer));
  idle ??= setTimeout(letGo, IDLE_MS).unref();
  idle.refresh();
}

function letGo(): void {
  FREE.length = 0;
  idle = null;
}

interface Block {
  readonly memory: Buffer;
  start: number;
  end: number;
}

/** Bytes taken out of a queue: views, and the memory to give back when they are no longer needed. */
interface Taken {
  readonly pieces: readonly Buffer[];
  readonly emptied: readonly Buffer[];
}

export class BlockQueue {
  #blocks: Block[] = [];
  #length = 0;
  #heldBytes = 0;

  get length(): number {
    return this.#length;
  }

  /** Memory of the blocks. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Copies them. */
  push(bytes: Buffer): void {
    this.#length += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const block = this.#open(bytes.length - at);
      const count = bytes.copy(block.memory, block.end, at);
      block.end += count;
      at += count;
    }
  }

  /** The next bytes, so many at the most; nothing when there are none. */
  take(most: number): Taken {
    const pieces: Buffer[] = [];
    const emptied: Buffer[] = [];
    for (let left = most; left > 0 && this.#blocks.length > 0; ) {
      const block = this.#blocks[0];
      if (block === undefined) break;
      const end = Math.min(block.end, block.start + left);
      pieces.push(block.memory.subarray(block.start, end));
      left -= end - block.start;
      this.#length -= end - block.start;
      block.start = end;
      if (end < block.end) break;
      this.#blocks.shift();
      this.#heldBytes -= block.memory.length;
      emptied.push(block.memory);
    }
    return { pieces, emptied };
  }

  clear(): void {
    // A part of the first one may still be in use.
    for (const { memory, start } of this.#blocks) if (start === 0) giveBack(memory);
    this.#blocks = [];
    this.#length = 0;
    this.#heldBytes = 0;
  }

  /** A block with room. */
  #open(more: number): Block {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.end < last.memory.length) return last;
    const isSmall = last === undefined && more <= SMALL_BYTES;
    const memory = isSmall ? Buffer.allocUnsafeSlow(SMALL_BYTES) : takeBlock();
    const block = { memory, start: 0, end: 0 };
    this.#blocks.push(block);
    this.#heldBytes += memory.length;
    return block;
  }
}
