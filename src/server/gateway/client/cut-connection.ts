import type { Socket } from 'node:net';

/** Time for a client to take the bytes produced before the cut. */
const FLUSH_MS = 2000;
/** Longer than nginx waits for an answer (`uwsgi_read_timeout` and `proxy_read_timeout`, 60 s). */
export const HOLD_MS = 75_000;

/**
 * End a connection in the middle of an answer.
 * @param isOpenEnded the length of the answer was open: a clean end would look complete, a reset does not
 * @returns true when the connection is left open, silent: a unix socket has no reset, so all that is left is not to
 * end the answer. The client gives up by itself, or the caller does after `holdMs`.
 */
export function cutConnection(socket: Socket, isOpenEnded: boolean): boolean {
  const isUnix = socket.remoteAddress === undefined;
  if (isOpenEnded && isUnix) return !socket.destroyed;
  const cut = () => {
    clearTimeout(timer);
    // `resetAndDestroy()` would end its side first, and a client could take that for the end of the answer.
    if (isOpenEnded) Object.assign(socket, { resetAndClosing: true });
    socket.destroy();
  };
  const timer = setTimeout(cut, FLUSH_MS);
  // The bytes produced so far go out first.
  socket.write('', cut);
  return false;
}
