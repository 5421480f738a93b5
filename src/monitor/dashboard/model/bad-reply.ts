import type { SourceErrorKind } from '../../metrics/sample/reading.js';

/** The server answered, but not with a whole document. `known`: it has answered with one before. */
export function isBadReply(kind: SourceErrorKind, known: boolean): boolean {
  return kind === 'empty' || kind === 'truncated' || (kind === 'not-stats' && known);
}

/** uWSGI answers with nothing while it receives a request: a server is called lost only after three intervals. */
export function isForgiven(kind: SourceErrorKind, sinceReadingMs: number, intervalMs: number): boolean {
  return isBadReply(kind, true) && sinceReadingMs < Math.max(FORGIVEN_MS, 3 * intervalMs);
}

const FORGIVEN_MS = 2000;
