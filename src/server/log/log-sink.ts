import { closeSync, existsSync, fchmodSync, fstatSync, renameSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { LogTarget } from '../messages/gateway-messages.js';
import type { LogConfig } from '../options/config/server-config.js';
import { StartError } from '../process/start-error.js';
import { linePrefix } from './line-prefix.js';
import { targetFor } from './log-target.js';
import { LogWriter } from './log-writer.js';
import { openLogFile } from './open-log-file.js';
import { takeLines } from './whole-lines.js';

/** Interval of the checks of the file's size, since the gateways write to it too. */
const SIZE_CHECK_MS = 500;

/**
 * Where everything that the server and its applications say ends up: standard error, or a file that is rotated.
 * Gateways write their lines there themselves, and open a new file when they hear of it; what Python says comes
 * through here unless standard error will do.
 */
export class LogSink {
  #config: LogConfig;
  #target: LogTarget;
  readonly #writer: LogWriter;
  /** Called when there is a new file. */
  onReopened: () => void = () => {};

  /** @throws StartError when the file cannot be opened */
  constructor(config: LogConfig) {
    // The server may go elsewhere before the log is opened anew.
    this.#config = { ...config, logto: config.logto === null ? null : resolve(config.logto) };
    this.#target = targetFor(config.logto === null ? 2 : openLog(config.logto, config.logFileMode));
    this.#writer = new LogWriter(this.#target);
    if (config.logto !== null) setInterval(() => this.#checkSize(), SIZE_CHECK_MS).unref();
  }

  /** Children may write to this descriptor themselves; null when their lines must come through here. */
  get sharedDescriptor(): number | null {
    const { logto, logdate } = this.#config;
    return logto === null && logdate === null ? 2 : null;
  }

  /** For whole lines with their dates. */
  get target(): LogTarget {
    return this.#target;
  }

  /** Where it can be opened anew. */
  get path(): string | null {
    return this.#config.logto;
  }

  /** After a reload; where the lines go stays. */
  reconfigure({ logMaxSize }: LogConfig): void {
    this.#config = { ...this.#config, logMaxSize };
  }

  line(text: string): void {
    this.#write(Buffer.from(`${text}\n`).toString('latin1'), true);
  }

  /** All that a child says, as fast as it can be written. */
  take(output: Readable | null): void {
    if (output === null) return;
    takeLines(output, {
      take: (text, isStart) => this.#write(text, isStart),
      onceRoom: (callback) => this.#writer.onceRoom(callback),
    });
  }

  /** Before the end: what is said is written, if anybody takes it. */
  drained(): Promise<void> {
    return this.#writer.drained(LAST_PATIENCE_MS);
  }

  /** For a log file that another program has moved away. */
  reopen(): void {
    const { logto } = this.#config;
    if (logto === null) return;
    this.#target = targetFor(openLog(logto, this.#config.logFileMode));
    closeSync(this.#writer.redirect(this.#target));
    this.onReopened();
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

  #write(text: string, isStart: boolean): boolean {
    this.#writer.text(this.#config.logdate === null ? text : this.#withDates(text, isStart));
    this.#writer.flush();
    this.#checkSize();
    return !this.#writer.isPressed;
  }

  #checkSize(): void {
    const { logto, logMaxSize } = this.#config;
    if (logto === null || logMaxSize === null) return;
    try {
      if (fstatSync(this.#target.descriptor).size > logMaxSize) this.rotate();
    } catch {
      // The next line goes where the last one went.
    }
  }

  #withDates(text: string, isStart: boolean): string {
    const date = linePrefix(this.#config, Date.now());
    const dated = text.slice(0, -1).replaceAll('\n', () => `\n${date}`) + text.slice(-1);
    return isStart ? date + dated : dated;
  }
}

const LAST_PATIENCE_MS = 2000;

function openLog(path: string, mode: number | null): number {
  try {
    const descriptor = openLogFile(path, mode ?? undefined);
    // It may be there already, and the umask takes from what is asked for.
    if (mode !== null) fchmodSync(descriptor, mode);
    return descriptor;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`Cannot open the log "${path}": ${reason}`);
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
