import type { Duplex } from 'node:stream';

/** What a client may leave unread before its core is held. */
const mostPendingBytes = 1_048_576;

/** Answers of one connection, handed to its stream in order. */
export class DirectOutbox {
  onRoom: (() => void) | null = null;
  readonly #stream: Duplex;
  #isHolding = false;
  #writtenBytes = 0;

  constructor(stream: Duplex) {
    this.#stream = stream;
  }

  get pendingBytes(): number {
    return this.#stream.writableLength;
  }

  /** Grows whenever the client takes something. */
  get takenBytes(): number {
    return this.#writtenBytes - this.pendingBytes;
  }

  /** @returns false when the core should be held until `onRoom` */
  write(bytes: Buffer): boolean {
    this.#writtenBytes += bytes.length;
    return this.#stream.write(bytes) || this.#hasRoom();
  }

  /** Characters are bytes. */
  writeText(text: string): boolean {
    this.#writtenBytes += text.length;
    return this.#stream.write(text, 'latin1') || this.#hasRoom();
  }

  /** Calls back when all that was written so far is the kernel's, or the connection is gone. */
  whenTaken(callback: () => void): void {
    if (this.#stream.writableLength === 0 || this.#stream.destroyed) callback();
    else this.#stream.write('', () => callback());
  }

  destroy(): void {
    this.onRoom = null;
  }

  #hasRoom(): boolean {
    if (this.#stream.writableLength <= mostPendingBytes) return true;
    // More of the same read may follow: one wait is enough for all.
    if (!this.#isHolding) {
      this.#isHolding = true;
      this.#stream.once('drain', () => {
        this.#isHolding = false;
        this.onRoom?.();
      });
    }
    return false;
  }
}
