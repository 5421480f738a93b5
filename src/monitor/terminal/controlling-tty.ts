import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';

const PATH = '/dev/tty';

/** Keys, when standard input is something else (`tstop - < recording`). Throws where there is no terminal at all. */
export function openControllingTty(): ReadStream {
  try {
    return new ReadStream(openSync(PATH, 'r'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot read keys from "${PATH}": ${reason}`, { cause });
  }
}
