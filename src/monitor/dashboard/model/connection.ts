import type { SourceErrorKind } from '../../metrics/sample/reading.js';

/** Connection state of a target. */
export type Connection =
  | { readonly phase: 'connecting'; readonly sinceMs: number }
  | {
      readonly phase: 'live';
      readonly sinceMs: number;
      /** The interval, where tstop had to make it longer than the user asked for. */
      readonly slowedToMs: number | null;
      /** When the next read begins. */
      readonly nextAtMs: number;
    }
  | {
      readonly phase: 'lost';
      readonly sinceMs: number;
      readonly failures: number;
      readonly kind: SourceErrorKind;
      readonly reason: string;
      readonly retryAtMs: number;
    }
  /** A recording, file or standard input that has been read to its end. */
  | {
      readonly phase: 'ended';
      readonly sinceMs: number;
      /** Why nothing of it could be read; null: something could. */
      readonly failure: { readonly kind: SourceErrorKind; readonly reason: string } | null;
    };

export type LiveConnection = Extract<Connection, { readonly phase: 'live' }>;

/** A sentence to the user, for a while. */
export interface Notice {
  readonly text: string;
  readonly level: 'info' | 'error';
  readonly untilMs: number;
}
