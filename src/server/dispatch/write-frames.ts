import type { Writable } from 'node:stream';
import {
  encodeHead,
  encodeRequestHead,
  encodeRequests,
  type RequestFrame,
  TO_CORE,
} from '../messages/link-frames.js';

/** A body of fewer bytes is copied behind its request: one piece costs less than two. */
const FEWEST_BYTES_APART = 8192;

/** Frames of requests in one write. */
export function writeRequests(socket: Writable, requests: readonly RequestFrame[]): void {
  const [first] = requests;
  if (requests.length !== 1 || first?.body == null || first.body.length < FEWEST_BYTES_APART) {
    socket.write(encodeRequests(requests));
    return;
  }
  socket.cork();
  socket.write(encodeRequestHead(first));
  socket.write(first.body);
  socket.uncork();
}

/** A part of a body as one frame, without a copy. @param sent the kernel has it */
export function writeBody(
  socket: Writable,
  number: number,
  pieces: readonly Buffer[],
  sent: () => void,
): void {
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  const parts = [encodeHead(TO_CORE.body, number, bytes), ...pieces];
  socket.cork();
  for (const [at, part] of parts.entries()) socket.write(part, at === parts.length - 1 ? sent : undefined);
  socket.uncork();
}
