import { closeSync, existsSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LogConfig } from '../options/server-config.js';
import { formatLogTime } from '../reporting/request-log.js';
import { StartError } from './start-error.js';
import { formatStrftime } from './strftime.js';

/**
 * Where everything that the server and its applications say ends up: standard error, or a file that is rotated.
 * Whoever writes through it writes whole chunks; the date goes in front of each line.
 */
export class LogSink {
  #config: LogConfig;
  #descriptor: number;
  #size = 0;
  #atLineStart = true;

  /** @throws StartError when the file cannot be opened */
  constructor(config: LogConfig) {
    // The server may go elsewhere before the log is opened anew.
    this.#config = { ...config, logto: config.logto === null ? null : resolve(config.logto) };
    this.#descriptor = config.logto === null ? 2 : this.#open(config.logto);
  }

  /** Children may write to this descriptor themselves; null when their lines must come through here. */
  get sharedDescriptor(): number | null {
    const { logto, logdate } = this.#config;
    return logto === null && logdate === null ? 2 : null;
  }

  /** After a reload; where the lines go stays. */
  reconfigure({ logMaxSize }: LogConfig): void {
    this.#config = { ...this.#config, logMaxSize };
  }

  line(text: string): void {
    this.write(Buffer.from(`${text}\n`));
  }

  write(bytes: Buffer): void {
    const out = this.#config.logdate === null ? bytes : this.#withDates(bytes.toString('latin1'));
    try {
      writeSync(this.#descriptor, out);
    } catch {
      // A log that is full or gone must not end the service.
    }
    this.#size += out.length;
    const { logMaxSize } = this.#config;
    if (logMaxSize !== null && this.#size > logMaxSize) this.#rotateFull();
  }

  /** For a log that somebody else has moved away. */
  reopen(): void {
    const { logto } = this.#config;
    if (logto === null) return;
    const old = this.#descriptor;
    this.#descriptor = this.#open(logto);
    closeSync(old);
  }

  rotate(): void {
    const { logto } = this.#config;
    if (logto === null) return;
    try {
      renameSync(logto, freePath(`${logto}.${Math.floor(Date.now() / 1000)}`));
    } catch {
      // It was moved already.
    }
    this.reopen();
  }

  /** One that cannot be replaced grows on, until it is twice as large. */
  #rotateFull(): void {
    this.#size = 0;
    try {
      this.rotate();
    } catch {
      // The next line goes where the last one went.
    }
  }

  #open(path: string): number {
    try {
      const descriptor = openSync(path, 'a', 0o640);
      this.#size = fstatSync(descriptor).size;
      return descriptor;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartError(`Cannot open the log "${path}": ${reason}`);
    }
  }

  #withDates(text: string): Buffer {
    const date = this.#date();
    let dated = '';
    for (const piece of text.split(/(?<=\n)/)) {
      dated += this.#atLineStart ? date + piece : piece;
      this.#atLineStart = piece.endsWith('\n');
    }
    return Buffer.from(dated, 'latin1');
  }

  #date(): string {
    const { logdate } = this.#config;
    const now = Date.now();
    return logdate === true || logdate === null
      ? `${formatLogTime(now)} - `
      : formatStrftime(logdate, new Date(now));
  }
}

/** Two rotations within a second must not cost the first file: the next ones have a number behind the second. */
function freePath(path: string): string {
  for (let number = 1; number <= MOST_IN_A_SECOND; number += 1) {
    const candidate = number === 1 ? path : `${path}.${number}`;
    if (!existsSync(candidate)) return candidate;
  }
  return path;
}

const MOST_IN_A_SECOND = 1000;
