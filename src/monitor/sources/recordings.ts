import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Recording } from './recording-reader.js';

/** A file; samples without a time of their own are as old as the file's last change. */
export function fileRecording(path: string): Recording {
  return {
    protocol: 'file',
    async open() {
      const file = await open(path);
      const stats = await file.stat();
      return { stream: file.createReadStream(), isWritten: stats.isFile(), takenAtMs: () => stats.mtimeMs };
    },
  };
}

/** Standard input; samples without a time of their own are taken when they arrive. */
export function streamRecording(stream: Readable): Recording {
  return {
    protocol: 'stdin',
    async open() {
      return { stream, isWritten: false, takenAtMs: () => Date.now() };
    },
  };
}
