import { chmod, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cleanText } from '../text/clean.js';

/** Where snapshots are written. */
export interface Output {
  /** There is something in it already. */
  readonly continues: boolean;
  /** Resolves when the text has been handed over. Rejects with `ClosedOutputError` or `OutputError`. */
  readonly write: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Nobody reads any more (`| head`): the end of the work, not a failure. */
export class ClosedOutputError extends Error {
  override readonly name = 'ClosedOutputError';
}

/** The file cannot be written; `message` is one line for people. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

export function streamOutput(stream: NodeJS.WritableStream): Output {
  // Every write reports its own failure; without a listener the same error would end the process a second time.
  stream.on('error', () => {});
  return { continues: false, write: (text) => writeTo(stream, text), close: async () => {} };
}

/** A file: added to when `append`, else replaced in one step, so that no reader ever gets half a snapshot. */
export async function fileOutput(path: string, append: boolean): Promise<Output> {
  return named(path, async () => {
    const found = await stat(path).catch(() => null);
    if (found !== null && !found.isFile()) return appendingOutput(path, false);
    if (append) return appendingOutput(path, found !== null && found.size > 0);
    return replacingOutput(found === null ? path : await realpath(path), found === null ? null : found.mode);
  });
}

function writeTo(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error == null) resolve();
      else reject(isClosed(error) ? new ClosedOutputError() : outputError('standard output', error));
    });
  });
}

async function appendingOutput(path: string, continues: boolean): Promise<Output> {
  const file = await open(path, 'a');
  return {
    continues,
    write: (text) => named(path, () => file.writeFile(text)),
    close: () => file.close(),
  };
}

/** Gathers the text, writes it beside the file and renames it; `mode` is what the replaced file had. */
function replacingOutput(path: string, mode: number | null): Output {
  const parts: string[] = [];
  return {
    continues: false,
    write: async (text) => void parts.push(text),
    close: () => named(path, () => replaceFile(path, parts.join(''), mode)),
  };
}

async function replaceFile(path: string, text: string, mode: number | null): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    if (mode !== null) await chmod(temporary, mode & 0o7777);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Runs it, and names the file in what goes wrong. */
async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isClosed(error) ? new ClosedOutputError() : outputError(`"${path}"`, error);
  }
}

function isClosed(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}

function outputError(name: string, error: unknown): OutputError {
  const reason = REASONS.get(codeOf(error)) ?? (error instanceof Error ? error.message : 'unknown reason');
  return new OutputError(cleanText(`Cannot write ${name}: ${reason}`), { cause: error });
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such directory'],
  ['ENOTDIR', 'a part of the path is no directory'],
  ['EISDIR', 'it is a directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space left'],
]);
