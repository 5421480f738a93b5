import { closeSync, fstatSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import type { ServerEvent } from '../metrics/events/server-event.js';
import type { Observed } from '../metrics/observation.js';
import type { Secrets } from '../text/redact.js';
import { GrowingMember, linesIn, memberHead, mendedMember } from './gzip-members.js';
import { readHead } from './lines.js';
import { MemberEncoder } from './member-encoder.js';
import { indexedMembers, MOST_MEMBER_TEXT, readRange } from './recorded-bytes.js';
import { RecordingError, recordingError } from './recording-error.js';

export interface WriterOptions {
  readonly path: string;
  readonly secrets: Secrets;
  /** Of this program. */
  readonly version: string;
  /** A new file is begun when this one is as large, or as old; null: never. */
  readonly maxBytes: number | null;
  readonly rotateMs: number | null;
  /** Files before this one that are left: `FILE.1` is the newest. */
  readonly keep: number;
}

/**
 * Owns a recording that is being written. Each sample is handed to the kernel at once, in one write, so that a program that
 * is killed loses at most that one. What an earlier run left unfinished is finished first.
 */
export class RecordingWriter {
  readonly #options: WriterOptions;
  readonly #events = new Map<string, readonly ServerEvent[]>();
  #file: number;
  #size: number;
  /** Time of the first sample that this program wrote into the file. */
  #sinceMs: number | null = null;
  #encoder: MemberEncoder | null = null;
  #member = new GrowingMember();
  /** Of the last member, for the head of the next. */
  #summary = '{}';

  /** Throws `RecordingError`. */
  constructor(options: WriterOptions) {
    this.#options = options;
    ({ file: this.#file, size: this.#size } = opened(options.path));
  }

  /** Throws `RecordingError`; the recording is closed then. */
  add(server: string, observed: Observed): void {
    const { timeMs } = observed.sample;
    try {
      if (this.#isOver(timeMs)) this.#rotate();
      this.#sinceMs ??= timeMs;
      const parts: Buffer[] = [];
      if (this.#encoder?.isFull === true) parts.push(this.#endMember());
      const encoder = this.#encoder ?? this.#beginMember(parts);
      const line = encoder.line(server, observed, this.#events.get(server) ?? []);
      this.#events.set(server, observed.events);
      this.#write(Buffer.concat([...parts, this.#member.add(line)]));
    } catch (error) {
      this.#abandon();
      throw recordingError('write', this.#options.path, error);
    }
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#size;
  }

  /** Throws `RecordingError`. */
  close(): void {
    if (this.#file < 0) return;
    try {
      if (this.#encoder !== null) this.#write(this.#ending());
      closeSync(this.#file);
      this.#file = -1;
    } catch (error) {
      this.#abandon();
      throw recordingError('write', this.#options.path, error);
    }
  }

  #isOver(nowMs: number): boolean {
    const { maxBytes, rotateMs } = this.#options;
    if (this.#sinceMs === null) return maxBytes !== null && this.#size >= maxBytes;
    return (
      (maxBytes !== null && this.#size >= maxBytes) ||
      (rotateMs !== null && nowMs - this.#sinceMs >= rotateMs)
    );
  }

  #beginMember(parts: Buffer[]): MemberEncoder {
    const encoder = new MemberEncoder(this.#options.secrets);
    this.#encoder = encoder;
    this.#member = new GrowingMember();
    parts.push(memberHead(this.#summary), this.#member.add(encoder.head(this.#options.version)));
    return encoder;
  }

  #endMember(): Buffer {
    this.#summary = this.#encoder?.summary() ?? '{}';
    this.#encoder = null;
    return this.#member.end();
  }

  /** The end of the last member, and one without lines whose head tells of it. */
  #ending(): Buffer {
    const end = this.#endMember();
    return Buffer.concat([end, memberHead(this.#summary), new GrowingMember().end()]);
  }

  /** Somebody else who writes, cuts or replaces its content would make a member that nobody can read. */
  #write(bytes: Buffer): void {
    if (fstatSync(this.#file).size !== this.#size)
      throw new RecordingError(`Cannot write "${this.#options.path}": another program has changed it`);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    this.#size += bytes.length;
  }

  #rotate(): void {
    const { path, keep } = this.#options;
    this.close();
    for (let number = keep; number > 0; number -= 1)
      moved(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
    this.#file = openSync(path, keep === 0 ? 'w' : 'a', MODE);
    this.#size = 0;
    this.#sinceMs = null;
    this.#summary = '{}';
    this.#events.clear();
  }

  #abandon(): void {
    if (this.#file < 0) return;
    const file = this.#file;
    this.#file = -1;
    closeSync(file);
  }
}

/** It tells who asks for what. */
const MODE = 0o600;

function moved(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function opened(path: string): { readonly file: number; readonly size: number } {
  let file = -1;
  try {
    file = openSync(path, 'a+', MODE);
    const facts = fstatSync(file);
    if (!facts.isFile()) throw new RecordingError(`Cannot write "${path}": a recording has to be a file`);
    return { file, size: finished(path, file, facts.size) };
  } catch (error) {
    if (file >= 0) closeSync(file);
    throw recordingError('write', path, error);
  }
}

/** Mends the last member, so that everybody can read what is written behind it. The new size. */
function finished(path: string, file: number, size: number): number {
  if (size === 0) return 0;
  const last = indexedMembers(file, size).at(-1);
  const bytes = last === undefined ? null : readRange(file, last.at, size);
  const head = bytes === null ? null : readHead(linesIn(bytes, MOST_MEMBER_TEXT)[0]);
  if (last === undefined || bytes === null)
    throw new RecordingError(`Cannot add to "${path}": it is not a recording of tstop`);
  if (head?.kind === 'newer')
    throw new RecordingError(`Cannot add to "${path}": a newer tstop wrote it (version ${head.version})`);
  const mended = mendedMember(bytes, MOST_MEMBER_TEXT);
  if (mended === null) return size;
  ftruncateSync(file, last.at + mended.keep);
  for (let at = 0; at < mended.end.length; ) at += writeSync(file, mended.end, at);
  return last.at + mended.keep + mended.end.length;
}
