import { fstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Recording } from './recording-reader.js';

/** A file, or a FIFO under a path. */
export function fileRecording(path: string): Recording {
  return {
    protocol: 'file',
    async open() {
      const file = await open(path);
      const stats = await file.stat();
      const isWritten = stats.isFile();
      return { stream: file.createReadStream(), isWritten, writtenAtMs: isWritten ? stats.mtimeMs : null };
    },
  };
}

/** Standard input, which a shell may have opened as a file. */
export function streamRecording(stream: Readable): Recording {
  return {
    protocol: 'stdin',
    async open() {
      const writtenAtMs = fileTime(stream);
      return { stream, isWritten: writtenAtMs !== null, writtenAtMs };
    },
  };
}

function fileTime(stream: Readable & { readonly fd?: unknown }): number | null {
  if (typeof stream.fd !== 'number') return null;
  const stats = fstatSync(stream.fd);
  return stats.isFile() ? stats.mtimeMs : null;
}
