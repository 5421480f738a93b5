/** A section of a configuration file, whatever its format. */
export interface ConfigSection {
  readonly lines: readonly ConfigLine[];
  /** The file has a section of that name. */
  readonly isThere: boolean;
}

export interface ConfigLine {
  readonly name: string;
  /** Empty where there is only a name. */
  readonly value: string;
  /** From 1; null where the format has no lines. */
  readonly number: number | null;
}
