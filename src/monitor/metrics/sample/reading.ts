import type { StatsDocument } from '../../../stats/schema.js';
import type { HostFacts } from './host-facts.js';

export const PROTOCOLS = ['raw', 'http', 'websocket', 'file', 'stdin'] as const;

export type ReadingProtocol = (typeof PROTOCOLS)[number];

/** Where the time of one polled reading went, in milliseconds. The parts are measured on a monotonic clock. */
export interface ReadingTime {
  /** Until the connection stood: a round trip of the network, or more of them. */
  readonly connectMs: number;
  /** From then (or from the request, where one was sent) to the first byte. */
  readonly waitMs: number;
  /** From the first byte to the last: uWSGI's master does nothing else meanwhile. */
  readonly transferMs: number;
  /** Time to parse the reply. */
  readonly parseMs: number;
}

export interface Reading {
  /** Local wall clock when the last byte arrived (or when the recording says so), milliseconds since the epoch. */
  readonly receivedAtMs: number;
  /** From the start of the connection attempt to the last byte. */
  readonly durationMs: number;
  /** Unknown for recordings and for documents that a server pushes. */
  readonly time?: ReadingTime;
  readonly bytes: number;
  readonly protocol: ReadingProtocol;
  readonly document: StatsDocument;
  /** The reply was not strict JSON and was read tolerantly. */
  readonly repaired: boolean;
  /** The newest moment that the document tells of stands for the time at which it was written, which nobody knows. */
  readonly timeIsNewest?: boolean;
  /** Of this host's time zone, minutes east of UTC, where the server runs on it too. */
  readonly utcOffsetMinutes?: number;
  /** Current interval of the readings; absent: unknown. */
  readonly intervalMs?: number;
  /** This host's kernel on the server, where it runs here. */
  readonly host?: HostFacts;
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

/** Failure of one read: a line on the screen, never the end of the program. `message` is for people. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly kind: SourceErrorKind;
  /** Time of the failure, where a recording has it, milliseconds since the epoch; null: now. */
  readonly atMs: number | null;

  constructor(
    kind: SourceErrorKind,
    message: string,
    { atMs = null, ...options }: ErrorOptions & { readonly atMs?: number | null } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.atMs = atMs;
  }
}
