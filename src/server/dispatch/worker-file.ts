import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { FilePart } from '../exchange/exchange.js';

/**
 * Opens a file that a worker has open, so that its bytes need not pass through Python.
 * @param frame payload of a `file` frame
 * @returns null where that is not possible: no /proc, another user, a file that is not what the core said
 */
export function openWorkerFile(pid: number, frame: Buffer): FilePart | null {
  const inWorker = frame.readUInt32LE(0);
  const offset = Number(frame.readBigUInt64LE(4));
  const length = Number(frame.readBigUInt64LE(12));
  if (!Number.isSafeInteger(offset + length)) return null;
  try {
    // Its own place in the file: what the worker does with its descriptor from now on does not matter.
    const descriptor = openSync(`/proc/${pid}/fd/${inWorker}`, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = fstatSync(descriptor);
    if (facts.isFile() && facts.size >= offset + length) return { descriptor, offset, length };
    closeSync(descriptor);
  } catch {
    // The core reads it.
  }
  return null;
}
