import type { Writable } from 'node:stream';
import { encodeHead, TO_CORE } from '../messages/link-frames.js';

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
