import { execFileSync } from 'node:child_process';
import { constants, lstatSync, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { StartError } from '../process/start-error.js';

/**
 * A named pipe that takes one letter for each command.
 * @throws StartError when it cannot be made
 */
export function openMasterFifo(path: string, onLetter: (letter: string) => void): void {
  makeFifo(path);
  // Opened for writing too, so that it never ends when the last writer goes away.
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const stream = new Socket({ fd: descriptor, readable: true, writable: false });
  stream.on('data', (bytes: Buffer) => {
    // No more is read until these are done: whoever writes more has to wait.
    stream.pause();
    obeySlowly(foldLetters(bytes.toString('latin1')), onLetter, () => stream.resume());
  });
  stream.on('error', () => {});
  stream.unref();
}

const LETTERS_AT_ONCE = 20;
const PAUSE_MS = 100;

/** A flood of letters must not keep the master from its other work. */
function obeySlowly(letters: string, onLetter: (letter: string) => void, onDone: () => void): void {
  for (const letter of letters.slice(0, LETTERS_AT_ONCE)) onLetter(letter);
  const rest = letters.slice(LETTERS_AT_ONCE);
  if (rest === '') onDone();
  else setTimeout(() => obeySlowly(rest, onLetter, onDone), PAUSE_MS).unref();
}

/** The same letter again asks for nothing new, but for one more worker, one fewer, and the other state of a pause. */
export function foldLetters(letters: string): string {
  return letters.replace(/([^-+p])\1+/gs, '$1').replace(/(?:pp)+/g, '');
}

function makeFifo(path: string): void {
  try {
    if (lstatSync(path).isFIFO()) unlinkSync(path);
  } catch {
    // Nothing there: that is how it should be.
  }
  try {
    // Node has no mkfifo.
    execFileSync('mkfifo', ['-m', '600', path], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    // The command line, and below it what mkfifo says.
    const reason = error instanceof Error ? error.message.trimEnd().split('\n').at(-1) : String(error);
    throw new StartError(`Cannot make the master fifo "${path}": ${reason}`);
  }
}
