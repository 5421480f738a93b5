import { constants, openSync, statSync } from 'node:fs';

const { O_RDWR, O_APPEND, O_NOCTTY } = constants;

/**
 * A log by its name, to append to. A FIFO that nobody reads yet would hold up whoever opens it for writing alone; opened
 * for both it does not, as uWSGI opens it.
 *
 * @throws Error when it cannot be opened
 */
export function openLogFile(path: string, mode = 0o640): number {
  const isFifo = statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
  return openSync(path, isFifo ? O_RDWR | O_APPEND | O_NOCTTY : 'a', mode);
}
