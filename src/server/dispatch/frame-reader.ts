import { FRAME_HEAD_BYTES, MAX_FRAME_BYTES } from '../messages/link-frames.js';
import { type ByteSink, sharedRoom } from '../sockets/read-into.js';

export interface Frame {
  readonly kind: number;
  readonly flags: number;
  readonly extra: number;
  /** Of the request that it belongs to. */
  readonly number: number;
  /** Nobody else writes to it. */
  readonly payload: Buffer;
}

/** Called for each whole frame. */
type FrameHandler = (frame: Frame) => void;

const NOTHING = Buffer.alloc(0);
/** Up to this size, memory of its own costs more than to share a block with others for a while. */
const SMALL_BYTES = 1024;

/**
 * Bytes in any split → frames. What is small comes through the room that all share and is copied out of it, all frames of
 * a read at once; the rest of a frame that has begun is read to where it will stay.
 */
export class FrameReader implements ByteSink {
  readonly #onFrame: FrameHandler;
  /** A frame that has begun, in memory for all of it; less than a head, while that is not whole. */
  #begun = NOTHING;
  #filled = 0;

  constructor(onFrame: FrameHandler) {
    this.#onFrame = onFrame;
  }

  room(): Buffer {
    return this.#begun.length > this.#filled ? this.#begun.subarray(this.#filled) : sharedRoom;
  }

  /** @throws RangeError when a head announces a frame above the limit. */
  took(count: number): void {
    if (this.#begun.length > this.#filled) {
      this.#filled += count;
      if (this.#filled === this.#begun.length) this.#read(this.#takeBegun());
      return;
    }
    const length = this.#filled + count;
    const bytes = length <= SMALL_BYTES ? Buffer.allocUnsafe(length) : Buffer.allocUnsafeSlow(length);
    bytes.set(this.#begun.subarray(0, this.#filled));
    sharedRoom.copy(bytes, this.#filled, 0, count);
    this.#takeBegun();
    this.#read(bytes);
  }

  #takeBegun(): Buffer {
    const bytes = this.#begun;
    this.#begun = NOTHING;
    this.#filled = 0;
    return bytes;
  }

  #read(bytes: Buffer): void {
    let at = 0;
    while (bytes.length - at >= FRAME_HEAD_BYTES) {
      const length = bytes.readUInt32LE(at);
      if (length > MAX_FRAME_BYTES) throw new RangeError(`frame of ${length} bytes (max ${MAX_FRAME_BYTES})`);
      const end = at + FRAME_HEAD_BYTES + length;
      if (end > bytes.length) {
        this.#begin(bytes.subarray(at), FRAME_HEAD_BYTES + length);
        return;
      }
      const frame: Frame = {
        kind: bytes.readUInt8(at + 4),
        flags: bytes.readUInt8(at + 5),
        extra: bytes.readUInt16LE(at + 6),
        number: bytes.readUInt32LE(at + 8),
        payload: bytes.subarray(at + FRAME_HEAD_BYTES, end),
      };
      at = end;
      this.#onFrame(frame);
    }
    if (at < bytes.length) this.#begin(bytes.subarray(at), bytes.length - at);
  }

  /** @param wholeBytes of the frame; the length of `part` while its head is not whole */
  #begin(part: Buffer, wholeBytes: number): void {
    this.#begun = Buffer.allocUnsafeSlow(wholeBytes);
    this.#begun.set(part);
    this.#filled = part.length;
  }
}
