import { constants, fstatSync, openSync, type Stats } from 'node:fs';
import type { LogTarget } from '../messages/gateway-messages.js';

/** POSIX promises this for pipes; Linux keeps it for sockets too. */
const PIPE_WHOLE_BYTES = 4096;
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/**
 * Standard error is shared with every process of the server, and with whoever started it: for them it must stay
 * blocking, or an application's `print` would fail while the reader is slow. So a pipe or terminal is opened once
 * more, without blocking, for the server's own lines alone.
 *
 * Not every pipe can be opened again (that of another user cannot, nor can a socket).
 */
export function targetFor(descriptor: number): LogTarget {
  const stats = statsOf(descriptor);
  // One that is closed fails at once, whoever writes.
  if (stats === null || stats.isFile()) return { descriptor, mayWait: false, wholeBytes: UNLIMITED };
  const own = stats.isFIFO() || stats.isCharacterDevice() ? openAgain(descriptor) : null;
  return { descriptor: own ?? descriptor, mayWait: own === null, wholeBytes: PIPE_WHOLE_BYTES };
}

function statsOf(descriptor: number): Stats | null {
  try {
    return fstatSync(descriptor);
  } catch {
    return null;
  }
}

function openAgain(descriptor: number): number | null {
  const { O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    return openSync(`/proc/self/fd/${descriptor}`, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY);
  } catch {
    return null;
  }
}
