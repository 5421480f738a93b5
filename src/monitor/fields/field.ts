/**
 * The dictionary of everything that tstop can show: one entry a number, shared by columns, sorting, the filter
 * language, snapshots, `--list-fields` and the help, so that none of them can drift.
 */
export interface Field<Row> extends FieldTraits {
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
  /** Sort key, where sorting by the raw value would make rows jump. */
  readonly order?: (value: FieldValue) => FieldValue;
}

/** Properties of a field besides its value, said once for every place that shows, searches or sorts it. */
interface FieldTraits {
  /** Tone of the value: nothing new, something, trouble. Without it zero is dim and the rest plain. */
  readonly tone?: FieldTone;
  /** Of seconds: ages and durations have a grain of a second; without it they are response and waiting times. */
  readonly grain?: 'age' | 'duration';
  /** Bare words of a filter look at it, or only a search does. */
  readonly looked?: 'word' | 'search';
  /** Counted by process: the row of a core leaves it blank, where a dash would say "unknown". */
  readonly ofCores?: false;
  /** In the JSON Schema, where the unit says too little: a text that is always there, a share of at most 1. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Titles of its columns in lower case: they may be typed, too. */
  readonly titles?: readonly string[];
  /** For a column that the user adds, where short name and unit say too little. */
  readonly title?: string;
  readonly widths?: readonly [narrow: number, medium: number, wide: number];
}

export type FieldTone =
  | 'strong'
  | 'dim'
  | 'memory'
  /** Anything above zero is a warning. */
  | 'trouble'
  /** Counters of a worker since it is counted: a warning while they have grown lately. */
  | 'exceptions'
  | 'harakiri'
  /** A word of `STATE_TONES`. */
  | 'state'
  /** By the thresholds of requests. */
  | 'age'
  /** A flag that is bad news. */
  | 'mark';

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

/** The field with what is special about it. */
export function having<Row>(traits: FieldTraits, of: Field<Row>): Field<Row> {
  return { ...of, ...traits };
}
