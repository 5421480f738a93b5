import type { RequestReader } from '../../../../src/server/gateway/http/request-reader.js';

const room = Buffer.allocUnsafe(65_536);

/** Gives bytes to a reader the way a connection does: in memory that the next read overwrites. */
export function pushShared(reader: RequestReader, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; at += room.length) {
    const count = bytes.copy(room, 0, at);
    try {
      reader.push(room.subarray(0, count));
    } finally {
      room.fill('\u0001', 0, count);
    }
  }
}
