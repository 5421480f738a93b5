import { FRAME_HEAD_BYTES, FROM_CORE, MAX_FRAME_BYTES } from '../messages/link-frames.js';
import { type ByteSink, sharedRoom } from '../sockets/read-into.js';
import { giveBackRoom, takeRoom } from './passing-rooms.js';

export interface Frame {
  readonly kind: number;
  readonly flags: number;
  readonly extra: number;
  /** Of the request that it belongs to. */
  readonly number: number;
  /** Nobody else writes to it, unless the handler says that nobody holds it. */
  readonly payload: Buffer;
}

/**
 * Called for each whole frame, and for each part of a `data` frame.
 * @returns true when nobody holds the payload any more
 */
type FrameHandler = (frame: Frame) => boolean;

/** A `data` frame that is handed on in parts. */
interface Passing {
  readonly flags: number;
  readonly extra: number;
  readonly number: number;
  left: number;
}

const NOTHING = Buffer.alloc(0);
/** Up to this size, memory of its own costs more than to share a block with others for a while. */
const SMALL_BYTES = 1024;

/** A read that fills less than this share of a room is copied, so that a client that takes little holds little. */
const LEAST_SHARE = 4;

/**
 * Bytes in any split → frames. What is small comes through the room that all share and is copied out of it, all frames of
 * a read at once; the rest of a frame that has begun is read to where it will stay. The data of large answers does not wait
 * for the end of its frame: each part becomes a frame, in memory that is used again once the client's socket has taken it.
 */
export class FrameReader implements ByteSink {
  readonly #onFrame: FrameHandler;
  /** A frame that has begun, in memory for all of it; less than a head, while that is not whole. */
  #begun = NOTHING;
  #filled = 0;
  #passing: Passing | null = null;
  /** While large answers pass: where they are read to. */
  #room: Buffer | null = null;

  constructor(onFrame: FrameHandler) {
    this.#onFrame = onFrame;
  }

  room(): Buffer {
    if (this.#begun.length > this.#filled) return this.#begun.subarray(this.#filled);
    return this.#room ?? sharedRoom;
  }

  /** @throws RangeError when a head announces a frame above the limit. */
  took(count: number): void {
    if (this.#begun.length > this.#filled) {
      this.#filled += count;
      if (this.#filled === this.#begun.length) this.#read(this.#takeBegun());
    } else if (this.#room === null || count < this.#room.length / LEAST_SHARE || this.#filled > 0) {
      this.#read(this.#copied(this.#room ?? sharedRoom, count));
      if (this.#passing === null) this.#leaveRoom();
    } else if (!this.#read(this.#room.subarray(0, count))) this.#room = takeRoom();
  }

  /** Behind the part of a head that has come before. */
  #copied(room: Buffer, count: number): Buffer {
    const length = this.#filled + count;
    const bytes = length <= SMALL_BYTES ? Buffer.allocUnsafe(length) : Buffer.allocUnsafeSlow(length);
    bytes.set(this.#begun.subarray(0, this.#filled));
    room.copy(bytes, this.#filled, 0, count);
    this.#takeBegun();
    return bytes;
  }

  #leaveRoom(): void {
    if (this.#room !== null) giveBackRoom(this.#room);
    this.#room = null;
  }

  #takeBegun(): Buffer {
    const bytes = this.#begun;
    this.#begun = NOTHING;
    this.#filled = 0;
    return bytes;
  }

  /** @returns true when nobody holds any of it any more */
  #read(bytes: Buffer): boolean {
    let isFree = true;
    let at = 0;
    if (this.#passing !== null) {
      at = Math.min(this.#passing.left, bytes.length);
      isFree = this.#pass(this.#passing, bytes.subarray(0, at));
    }
    while (bytes.length - at >= FRAME_HEAD_BYTES) {
      const length = bytes.readUInt32LE(at);
      if (length > MAX_FRAME_BYTES) throw new RangeError(`frame of ${length} bytes (max ${MAX_FRAME_BYTES})`);
      const end = at + FRAME_HEAD_BYTES + length;
      const frame: Frame = {
        kind: bytes.readUInt8(at + 4),
        flags: bytes.readUInt8(at + 5),
        extra: bytes.readUInt16LE(at + 6),
        number: bytes.readUInt32LE(at + 8),
        payload: bytes.subarray(at + FRAME_HEAD_BYTES, end),
      };
      if (end > bytes.length) {
        if (frame.kind === FROM_CORE.data) return this.#passFirst(frame, length) && isFree;
        this.#begin(bytes.subarray(at), FRAME_HEAD_BYTES + length);
        return isFree;
      }
      at = end;
      isFree = this.#onFrame(frame) && isFree;
    }
    if (at < bytes.length) this.#begin(bytes.subarray(at), bytes.length - at);
    return isFree;
  }

  #passFirst({ flags, extra, number, payload }: Frame, length: number): boolean {
    this.#room ??= takeRoom();
    this.#passing = { flags, extra, number, left: length };
    return payload.length === 0 || this.#pass(this.#passing, payload);
  }

  #pass(passing: Passing, payload: Buffer): boolean {
    const { extra, number } = passing;
    passing.left -= payload.length;
    if (passing.left === 0) this.#passing = null;
    const flags = passing.left === 0 ? passing.flags : 0;
    return this.#onFrame({ kind: FROM_CORE.data, flags, extra, number, payload });
  }

  /** @param wholeBytes of the frame; the length of `part` while its head is not whole */
  #begin(part: Buffer, wholeBytes: number): void {
    this.#begun = Buffer.allocUnsafeSlow(wholeBytes);
    this.#begun.set(part);
    this.#filled = part.length;
  }
}
