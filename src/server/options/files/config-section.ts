/** What a section of a configuration file says, in whatever format it is written. */
export interface ConfigSection {
  readonly lines: readonly ConfigLine[];
  /** Whether the file has a section of that name at all. */
  readonly isThere: boolean;
}

export interface ConfigLine {
  readonly name: string;
  /** Empty where the name stands alone. */
  readonly value: string;
  /** From 1; null where the format has no lines. */
  readonly number: number | null;
}
