/**
 * Reading sockets into memory of ours. By itself Node takes 64 KB of new memory for each read, however little comes: under
 * load that is most of what a gateway holds.
 */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { Duplex } from 'node:stream';

/** Takes bytes where it wants to have them. */
export interface ByteSink {
  /** Where the next bytes belong; never empty. */
  room(): Buffer;
  /** So many bytes now lie at the start of the last room. */
  took(count: number): void;
}

/**
 * The same connection, read into the rooms that the sink gives.
 * @param accepted as `pauseOnConnect` leaves it. Whoever calls goes on with what is returned
 */
export function readInto<Stream extends Duplex>(accepted: Stream, sink: ByteSink): Stream | Socket {
  const handle = accepted instanceof Socket ? takeHandle(accepted) : null;
  if (handle !== null) return overHandle(handle, accepted.allowHalfOpen, sink);
  accepted.on('data', (bytes: Buffer) => feed(sink, bytes));
  accepted.resume();
  return accepted;
}

/** All that is read at a time without a place of its own. */
export const sharedRoom = Buffer.allocUnsafeSlow(65_536);

/** @param take keeps nothing of the bytes: they are gone with the next read of anybody */
export function readShared<Stream extends Duplex>(
  accepted: Stream,
  take: (bytes: Buffer) => void,
): Stream | Socket {
  return readInto(accepted, {
    room: () => sharedRoom,
    took: (count) => take(sharedRoom.subarray(0, count)),
  });
}

export function feed(sink: ByteSink, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    const room = sink.room();
    const count = bytes.copy(room, 0, at, at + room.length);
    at += count;
    sink.took(count);
  }
}

/** An option of sockets that the types lack; Node itself makes sockets of received handles this way. */
interface OverHandle extends SocketConstructorOpts {
  readonly handle: object;
  readonly onread: OnReadOpts;
}

function overHandle(handle: object, allowHalfOpen: boolean, sink: ByteSink): Socket {
  const options: OverHandle = {
    handle,
    allowHalfOpen,
    onread: {
      buffer: () => sink.room(),
      callback(count) {
        sink.took(count);
        return true;
      },
    },
  };
  const socket = new Socket(options);
  // 'end' only comes to those that let it.
  socket.resume();
  return socket;
}

/** @returns null for a connection that is not one of the kernel's */
function takeHandle(socket: Socket): object | null {
  if (!('_handle' in socket) || typeof socket._handle !== 'object') return null;
  const handle = socket._handle;
  socket._handle = null;
  // For its server it has gone.
  socket.destroy();
  return handle;
}
