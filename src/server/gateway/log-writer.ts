import { writeSync } from 'node:fs';

/**
 * Lines to standard error, many in one write. Lines wait at most until the end of the turn of the event loop that
 * made them, so that they stand in the log before anything that the same turn causes elsewhere.
 */
export class LogWriter {
  #lines: string[] = [];

  write(line: string): void {
    if (this.#lines.length === 0) setImmediate(() => this.flush());
    this.#lines.push(line);
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    writeAll(Buffer.from(text, 'latin1'));
  }
}

function writeAll(bytes: Buffer): void {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(2, bytes, at);
    } catch (error) {
      // A full pipe is tried again; a log that is gone must not end the service.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
