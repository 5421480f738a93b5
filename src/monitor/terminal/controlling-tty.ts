import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';

const PATH = '/dev/tty';

/** There is nothing to type on. */
class NoTerminalError extends Error {
  override readonly name = 'NoTerminalError';
}

/** Keys, when standard input is something else (`tstop - < recording`). Throws where there is no terminal at all. */
export function openControllingTty(): ReadStream {
  try {
    return new ReadStream(openSync(PATH, 'r'));
  } catch (cause) {
    const text = `Cannot read keys: standard input is no terminal, and there is no ${PATH}; --once prints a snapshot`;
    throw new NoTerminalError(text, { cause });
  }
}
