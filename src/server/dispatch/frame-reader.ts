import { frameHeadBytes, maxFrameBytes } from '../messages/link-frames.js';

export interface Frame {
  readonly kind: number;
  readonly flags: number;
  readonly extra: number;
  /** Of the request that it belongs to. */
  readonly number: number;
  /** A view: keep a copy of what must outlive the call. */
  readonly payload: Buffer;
}

/** Called for each whole frame. */
export type FrameHandler = (frame: Frame) => void;

/** Bytes in any split → frames. A chunk that holds whole frames is not copied. */
export class FrameReader {
  readonly #onFrame: FrameHandler;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** Bytes that the frame under way needs before it can be read. */
  #wanted = frameHeadBytes;

  constructor(onFrame: FrameHandler) {
    this.#onFrame = onFrame;
  }

  /** @throws RangeError when a head announces a frame above the limit. */
  push(chunk: Buffer): void {
    if (this.#pendingBytes === 0) {
      this.#keep(chunk, this.#readFrames(chunk));
      return;
    }
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes < this.#wanted) return;
    const joined = Buffer.concat(this.#pending, this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#keep(joined, this.#readFrames(joined));
  }

  /** @returns how many bytes were used up. */
  #readFrames(bytes: Buffer): number {
    let at = 0;
    this.#wanted = frameHeadBytes;
    while (bytes.length - at >= frameHeadBytes) {
      const length = bytes.readUInt32LE(at);
      if (length > maxFrameBytes) throw new RangeError(`frame of ${length} bytes (max ${maxFrameBytes})`);
      const end = at + frameHeadBytes + length;
      if (end > bytes.length) {
        this.#wanted = frameHeadBytes + length;
        break;
      }
      const frame: Frame = {
        kind: bytes.readUInt8(at + 4),
        flags: bytes.readUInt8(at + 5),
        extra: bytes.readUInt16LE(at + 6),
        number: bytes.readUInt32LE(at + 8),
        payload: bytes.subarray(at + frameHeadBytes, end),
      };
      at = end;
      this.#onFrame(frame);
    }
    return at;
  }

  #keep(bytes: Buffer, used: number): void {
    if (used === bytes.length) return;
    const rest = used === 0 ? bytes : bytes.subarray(used);
    this.#pending.push(rest);
    this.#pendingBytes += rest.length;
  }
}
