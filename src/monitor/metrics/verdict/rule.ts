/** One row of a table of verdicts. `id` is unique in its table; several rows may share a state word. */
export interface VerdictRule<C> {
  readonly id: string;
  readonly state: string;
  readonly level: 'ok' | 'warn' | 'critical' | 'unknown';
  readonly when: (context: C) => boolean;
  /** Local time since when it holds, where that is known better than "since it was noticed". */
  readonly since?: (context: C) => number | null;
  /** null: a fact that is not known now. */
  readonly facts: (context: C) => readonly (string | null)[];
}
