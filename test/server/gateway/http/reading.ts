/** How a reader of HTTP understood what a client sent. */
export interface Reading {
  readonly requests: readonly ReadRequest[];
  /** What was refused behind them: the reason, in the reader's words. */
  readonly refusal: string | null;
}

export interface ReadRequest {
  /** `KEY=value`, sorted. */
  readonly vars: readonly string[];
  readonly body: string;
}

export function sortedVars(pairs: Iterable<readonly [string, string]>): string[] {
  return Array.from(pairs, ([key, value]) => `${key}=${value}`).sort();
}
