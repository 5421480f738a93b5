/*
 * The configuration file on the disk: where it is, and its text. Read in one go and without waiting for anybody, since
 * every `tstop --once` passes here.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './usage-error.js';

/** Far more than anybody writes by hand. */
const LARGEST_FILE = 1024 * 1024;

/** Default path of the configuration; null where there is no home. */
export function defaultConfigPath(env: {
  readonly XDG_CONFIG_HOME?: string | undefined;
  readonly HOME?: string | undefined;
}): string | null {
  // A relative path is to be ignored, says the XDG base directory specification.
  if (env.XDG_CONFIG_HOME?.startsWith('/')) return join(env.XDG_CONFIG_HOME, 'tstop', 'config.json');
  return env.HOME ? join(env.HOME, '.config', 'tstop', 'config.json') : null;
}

/** Thrown for a file that belongs to others. */
export class ForbiddenFileError extends UsageError {}

/** Null: there is no such file. Throws `UsageError` for one that cannot be read. Never waits, not even for a FIFO. */
export function readConfigText(path: string): string | null {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return decoded(path, contentOf(path, file));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unreadable(path, REASONS[code] ?? code, FORBIDDEN.has(code) ? ForbiddenFileError : UsageError);
  }
}

const FORBIDDEN: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ELOOP: 'a loop of symbolic links',
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'it is not a file',
};

function contentOf(path: string, file: number): Buffer {
  const facts = fstatSync(file);
  if (facts.isDirectory()) throw unreadable(path, 'it is a directory');
  if (!facts.isFile()) throw unreadable(path, 'it is not a file');
  if (facts.size > LARGEST_FILE) throw unreadable(path, 'it is larger than 1 MB');
  const bytes = Buffer.alloc(facts.size);
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read) {
    read = readSync(file, bytes, length, bytes.length - length, null);
  }
  return bytes.subarray(0, length);
}

function decoded(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unreadable(path, 'it is not UTF-8');
  }
}

function unreadable(path: string, reason: string, Kind = UsageError): UsageError {
  return new Kind(`Cannot read config "${path}": ${reason}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
