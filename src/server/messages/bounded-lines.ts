import type { Socket } from 'node:net';

/**
 * Whole lines of a socket whose other end may write anything: one that is too long is left out, and so is never held.
 * @param onLine `null` means a line that was too long
 */
export function readBoundedLines(
  socket: Socket,
  longest: number,
  onLine: (line: string | null) => void,
): void {
  let pending = '';
  let skipping = false;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = text.split('\n');
    for (const [index, part] of lines.entries()) {
      if (!skipping) pending += part;
      if (pending.length > longest) {
        pending = '';
        skipping = true;
        onLine(null);
      }
      if (index === lines.length - 1) return;
      // An empty line precedes each message, so that it is whole whatever was written before it.
      if (!skipping && pending !== '') onLine(pending);
      pending = '';
      skipping = false;
    }
  });
}
