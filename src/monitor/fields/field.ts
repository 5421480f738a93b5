/**
 * The dictionary of everything that tstop can show: one entry a number, shared by columns, sorting, the filter
 * language, snapshots, `--list-fields` and the help, so that none of them can drift.
 */
export interface Field<Row> {
  /** The name in JSON and in `--fields`, with its unit: `latency_seconds`. Unique within its table. */
  readonly name: string;
  /** Short names for the filter language and `--sort`: `lat`. */
  readonly aliases: readonly string[];
  readonly unit: Unit;
  /** One sentence for people: what it is, what it is not. No full stop. */
  readonly about: string;
  readonly value: (row: Row) => FieldValue;
  /** Every value that can occur, where they are words of ours: a filter for another one is a mistake. */
  readonly words?: readonly string[];
  /** What a value counts as when rows are sorted, where the value itself would make them restless. */
  readonly order?: (value: FieldValue) => FieldValue;
}

export type FieldValue = number | string | boolean | null;

export type Unit =
  | 'text'
  | 'flag'
  | 'id'
  | 'count'
  | 'per_second'
  | 'seconds'
  | 'bytes'
  | 'bytes_per_second'
  | 'bytes_per_hour'
  | 'ratio'
  /** Epoch milliseconds in `value`, ISO 8601 in JSON. */
  | 'time';

/** One entry, written on few lines: `aliases` is a list of words separated by blanks. */
export function field<Row>(
  name: string,
  aliases: string,
  unit: Unit,
  about: string,
  value: (row: Row) => FieldValue,
): Field<Row> {
  return { name, aliases: aliases === '' ? [] : aliases.split(' '), unit, about, value };
}

/** The field with the words that it can hold. */
export function oneOf<Row>(words: string, of: Field<Row>): Field<Row> {
  return { ...of, words: words.split(' ') };
}
