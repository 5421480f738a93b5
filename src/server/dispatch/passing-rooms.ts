/** Memory through which large answers pass, used again: new memory for each part would cost its page faults. */

const ROOM_BYTES = 131_072;
/** As many cores may be in the middle of a large answer without new memory. */
const MOST_FREE = 8;
const FREE: Buffer[] = [];

export function takeRoom(): Buffer {
  return FREE.pop() ?? Buffer.allocUnsafeSlow(ROOM_BYTES);
}

/** Nobody may read it any more. */
export function giveBackRoom(room: Buffer): void {
  if (FREE.length < MOST_FREE) FREE.push(room);
}
