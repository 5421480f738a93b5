import { cleanText } from '../text/clean.js';

/** A recording cannot be read or written; one line for people. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** Errors that are none of the file's come back as they are. */
export function recordingError(verb: 'read' | 'write', path: string, error: unknown): unknown {
  if (error instanceof RecordingError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '') return error;
  const reason = REASONS.get(code) ?? code;
  return new RecordingError(cleanText(`Cannot ${verb} "${path}": ${reason}`), { cause: error });
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or directory'],
  ['ENOTDIR', 'a part of the path is no directory'],
  ['EISDIR', 'it is a directory'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'no space left'],
  ['EDQUOT', 'the quota is used up'],
  ['EFBIG', 'the file would be too large'],
  ['ENXIO', 'nobody reads from it'],
]);
