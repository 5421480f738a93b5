import type { StatsDocument } from '../../../stats/schema.js';

export interface Reading {
  /** Local wall clock when the last byte arrived (or when the recording says so), milliseconds since the epoch. */
  readonly receivedAtMs: number;
  /** From the start of the connection attempt to the last byte. */
  readonly durationMs: number;
  readonly bytes: number;
  readonly protocol: 'raw' | 'http' | 'websocket' | 'file' | 'stdin';
  readonly document: StatsDocument;
  /** The reply was not strict JSON and was read tolerantly. */
  readonly repaired: boolean;
  /** Of this host's time zone, minutes east of UTC, where the server runs on it too. */
  readonly utcOffsetMinutes?: number;
  /** False when a recording has no sample after this one. */
  readonly more: boolean;
}

export type SourceErrorKind =
  /** Nobody answers there: refused, no such socket, unreachable, permission denied. */
  | 'unreachable'
  /** The deadline passed. */
  | 'timeout'
  /** A zero-byte reply: normal uWSGI behaviour while a request is being received; try again. */
  | 'empty'
  /** The reply ended in the middle. */
  | 'truncated'
  /** The reply passed the size limit. */
  | 'too-large'
  /** Something answers, but it is not uWSGI-style stats. */
  | 'not-stats'
  /** A recording or standard input has no more samples. */
  | 'ended'
  | 'closed';

/** What went wrong with one read: a line on the screen, never the end of the program. `message` is for people. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly kind: SourceErrorKind;

  constructor(kind: SourceErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
