import type { Socket } from 'node:net';

/** How long a client may take for what was produced before the cut. */
const flushMillis = 2000;

/**
 * End a connection in the middle of an answer.
 * @param withReset the length of the answer was open: a clean end would look complete, a reset does not
 */
export function cutConnection(socket: Socket, withReset: boolean): void {
  if (!withReset || socket.remoteAddress === undefined) {
    // A unix socket knows no reset.
    socket.destroySoon();
    return;
  }
  const timer = setTimeout(() => socket.resetAndDestroy(), flushMillis);
  // What was produced so far goes out first.
  socket.write('', () => {
    clearTimeout(timer);
    socket.resetAndDestroy();
  });
}
