/** A reader's understanding of a client's bytes. */
export interface Reading {
  readonly requests: readonly ReadRequest[];
  /** Refusal of the bytes after them: the reason, in the reader's words. */
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
