import type { Frame } from '../../../../src/server/dispatch/frame-reader.js';
import { encodeFrame, FROM_CORE, REQUEST_FLAGS } from '../../../../src/server/messages/link-frames.js';

/** A request in the hands of a core. */
export interface Run {
  readonly id: number;
  readonly number: number;
  readonly bodyBytes: number;
  headSent: boolean;
  /** Bytes of the body that were sent, files that were. */
  sent: number;
  files: number;
  complete: boolean;
  bodyRead: number;
  bodyEnded: boolean;
  cut: boolean;
}

/** Frames that only a stranger or a fault would send. */
export function badFrames(number: number, random: (limit: number) => number): readonly Buffer[] {
  return [
    encodeFrame(FROM_CORE.data, number + 1 + random(3), Buffer.from('foreign')),
    encodeFrame(FROM_CORE.data, Math.max(0, number - 1 - random(2)), Buffer.from('foreign')),
    encodeFrame(99, number, Buffer.alloc(0)),
    encodeFrame(FROM_CORE.hello, number, Buffer.from('{}')),
    encodeFrame(FROM_CORE.response, number, Buffer.from([9, 0, 0, 0, 1])),
    encodeFrame(FROM_CORE.file, number, Buffer.from([1])),
  ];
}

/** The request that a frame carries. */
export function idOf({ payload, flags }: Frame): number {
  return Number(piecesOf(payload, flags)[1]);
}

export function piecesOf(payload: Buffer, flags: number): unknown[] {
  const text = payload.toString('latin1', 4, 4 + payload.readUInt32LE(0));
  return (flags & REQUEST_FLAGS.environIsJson) === 0 ? text.split('\0') : JSON.parse(text);
}
