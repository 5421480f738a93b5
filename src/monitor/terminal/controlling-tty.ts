import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/** Keys, when standard input is something else (`tstop - < recording`). Throws where there is no terminal at all. */
export function openControllingTty(): ReadStream {
  return new ReadStream(openSync('/dev/tty', 'r'));
}
