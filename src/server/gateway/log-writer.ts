import { writeSync } from 'node:fs';

/** How long a full log may hold the whole gateway up, before lines are lost instead. */
const patienceMillis = 100;
const pauseMillis = 2;

/** As `fs.writeSync`. */
type Write = (bytes: Buffer, from: number) => number;

/**
 * Lines to standard error, many in one write. Lines wait at most until the end of the turn of the event loop that
 * made them, so that they stand in the log before anything that the same turn causes elsewhere.
 */
export class LogWriter {
  readonly #write: Write;
  #lines: string[] = [];
  /** Nobody reads: each write is tried once until one succeeds. */
  #isStuck = false;

  constructor(write: Write = (bytes, from) => writeSync(2, bytes, from)) {
    this.#write = write;
  }

  write(line: string): void {
    if (this.#lines.length === 0) setImmediate(() => this.flush());
    this.#lines.push(line);
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    this.#writeAll(Buffer.from(text, 'latin1'));
  }

  #writeAll(bytes: Buffer): void {
    const deadline = performance.now() + (this.#isStuck ? 0 : patienceMillis);
    for (let at = 0; at < bytes.length; ) {
      try {
        at += this.#write(bytes, at);
        this.#isStuck = false;
      } catch (error) {
        // A full pipe is tried again, for a while; a log that is gone must not end the service.
        this.#isStuck = (error as NodeJS.ErrnoException).code === 'EAGAIN' && performance.now() >= deadline;
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || this.#isStuck) return;
        Atomics.wait(sleeper, 0, 0, pauseMillis);
      }
    }
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));
