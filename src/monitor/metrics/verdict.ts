export type VerdictLevel = 'ok' | 'warn' | 'critical' | 'unknown';

/** One sentence on how the server is, computed from numbers. */
export interface Verdict {
  readonly level: VerdictLevel;
  /** One upper-case word or two: `OK`, `SATURATED`, `QUEUE FULL` … */
  readonly state: string;
  /** Local time since when the state holds. */
  readonly sinceMs: number;
  /** The rest of the sentence, most important facts first, joined by " · " so that narrow screens can cut it. */
  readonly facts: readonly string[];
}
