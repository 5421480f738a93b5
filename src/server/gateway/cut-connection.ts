import { Socket } from 'node:net';

/**
 * End a connection in the middle of an answer.
 * @param withReset the length of the answer was open: a clean end would look complete, a reset does not
 */
export function cutConnection(socket: Socket, withReset: boolean): void {
  if (!withReset || !(socket instanceof Socket) || socket.remoteAddress === undefined) {
    socket.destroySoon();
  } else if (socket.writableLength > 0) {
    // What was produced so far goes out first; a peer that does not take it is reset all the same.
    socket.once('drain', () => socket.resetAndDestroy());
    socket.setTimeout(2000, () => socket.resetAndDestroy());
  } else {
    socket.resetAndDestroy();
  }
}
