import type { Reading } from '../metrics/sample/reading.js';

/**
 * Where documents come from. One `read()` serves polling, push and replay: it resolves with the next document.
 *
 * Contract: at most one `read()` at a time for each source (the caller keeps it so); a read ends within the source's
 * deadline, either way (standard input has none: whoever writes to it decides how long that takes); after a failure
 * the next `read()` starts afresh. `close()` ends an outstanding read with a `SourceError` of kind `closed` and
 * releases everything.
 */
export interface Source {
  read(): Promise<Reading>;
  close(): void;
}

export interface SourceLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export const DEFAULT_SOURCE_LIMITS: SourceLimits = { timeoutMs: 3000, maxBytes: 64 * 1024 * 1024 };
