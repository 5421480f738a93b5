/**
 * Records as rows of plain numbers and texts, so that two samples can be compared cell by cell. What changes by itself as time
 * passes is turned into what does not: an age into a start, a rate into the count behind it.
 *
 * Kept exactly: counts, sizes, times, flags, texts, rates. Rounded: ratios to 0.01 %, never to all or nothing; seconds
 * to a microsecond; trends an hour to a whole number.
 */

import { BrokenBytesError, MOST_THINGS } from './bytes.js';
import type { StreamName } from './streams.js';

export interface Cells {
  readonly numbers: Float64Array;
  readonly texts: readonly (string | null)[];
}

export const NO_CELLS: Cells = { numbers: new Float64Array(0), texts: [] };

/** Stands for null; no number of a sample is as small. */
export const NULL = -Number.MAX_VALUE;

/** When a sample was taken, and how long after the one before. */
export interface Moment {
  readonly timeMs: number;
  readonly seconds: number | null;
}

/** Streams written at the same time. */
export interface WriterStreams {
  readonly cells: Readonly<Partial<Record<StreamName, CellWriter>>>;
  /** Variables of requests, core by core. */
  readonly vars: (readonly string[] | null)[];
}

/** Streams read at the same time; `vars` gives the next core's. */
interface ReaderStreams {
  readonly cells: Readonly<Partial<Record<StreamName, CellReader>>>;
  readonly vars: () => readonly string[] | null;
  /** Items of lists that there may still be: a broken count must not fill the memory. */
  readonly items: { left: number };
  /** Of what is read: a recording may be older than this program. */
  readonly version: number;
}

/**
 * Raised when cells come to be written that were not before, and so the version of recordings; in earlier ones they are
 * missing (`since`).
 */
export const CELLS_VERSION = 1;

export function readerStreams(
  parts: Omit<ReaderStreams, 'items' | 'version'>,
  version = CELLS_VERSION,
): ReaderStreams {
  return { ...parts, items: { left: MOST_THINGS }, version };
}

const RATIO_STEPS = 10_000;
const MICRO = 1e6;

export class CellWriter {
  readonly #nowMicros: number;
  readonly #seconds: number | null;
  readonly #texts: (string | null)[] = [];
  #numbers: Float64Array;
  #length = 0;

  readonly streams: WriterStreams;

  /** `room`: how many numbers are expected. */
  constructor({ timeMs, seconds }: Moment, room: number, streams: WriterStreams = { cells: {}, vars: [] }) {
    this.streams = streams;
    this.#nowMicros = Math.round(timeMs * 1000);
    this.#seconds = seconds;
    this.#numbers = new Float64Array(Math.max(16, room));
  }

  exact(value: number | null): void {
    if (this.#length === this.#numbers.length) this.#grow();
    this.#numbers[this.#length++] = value ?? NULL;
  }

  flag(value: boolean | null): void {
    this.exact(value === null ? null : Number(value));
  }

  ratio(value: number | null): void {
    this.exact(value === null ? null : ratioSteps(value));
  }

  /** A duration that stays as it is. */
  seconds(value: number | null): void {
    this.exact(value === null ? null : Math.round(value * MICRO));
  }

  /** A duration up to the moment of the sample. */
  age(value: number | null): void {
    this.exact(value === null ? null : this.#nowMicros - Math.round(value * MICRO));
  }

  rounded(value: number | null): void {
    this.exact(value === null ? null : Math.round(value) + 0);
  }

  /** So many a second, never negative: the count if it divides to just that, else the rate so that it is no count. */
  rate(value: number | null): void {
    if (value === null) this.exact(null);
    else this.exact(countBehind(value, this.#seconds) ?? (Number.isInteger(value) ? -value - 1 : value));
  }

  text(value: string | null): void {
    this.#texts.push(value);
  }

  done(): Cells {
    return { numbers: this.#numbers.subarray(0, this.#length), texts: this.#texts };
  }

  #grow(): void {
    const grown = new Float64Array(this.#numbers.length * 2);
    grown.set(this.#numbers);
    this.#numbers = grown;
  }
}

/** Reads cells in the order in which they were written. */
export class CellReader {
  readonly moment: Moment;
  readonly streams: ReaderStreams;
  readonly #cells: Cells;
  readonly #nowMicros: number;
  readonly #seconds: number | null;
  #number = 0;
  #text = 0;

  constructor(cells: Cells, moment: Moment, streams = readerStreams({ cells: {}, vars: () => null })) {
    const { timeMs, seconds } = moment;
    this.moment = moment;
    this.streams = streams;
    this.#cells = cells;
    this.#nowMicros = Math.round(timeMs * 1000);
    this.#seconds = seconds;
  }

  exact(): number | null {
    const value = this.#cells.numbers[this.#number++];
    return value === undefined || value === NULL ? null : value;
  }

  /** Length of a list. */
  count(): number {
    const count = this.known();
    const { items } = this.streams;
    if (!(Number.isInteger(count) && count >= 0 && count <= items.left)) throw new BrokenBytesError();
    items.left -= count;
    return count;
  }

  /** Of a number that is never null. */
  known(): number {
    return this.exact() ?? 0;
  }

  flag(): boolean | null {
    const value = this.exact();
    return value === null ? null : value === 1;
  }

  ratio(): number | null {
    const value = this.exact();
    return value === null ? null : value / RATIO_STEPS;
  }

  seconds(): number | null {
    const value = this.exact();
    return value === null ? null : value / MICRO;
  }

  age(): number | null {
    const value = this.exact();
    return value === null ? null : (this.#nowMicros - value) / MICRO;
  }

  rate(): number | null {
    const value = this.exact();
    if (value === null || !Number.isInteger(value)) return value;
    return value < 0 ? -value - 1 : value / (this.#seconds ?? 1);
  }

  text(): string | null {
    return this.#cells.texts[this.#text++] ?? null;
  }
}

/** Rounds a ratio so that only 0 becomes 0 and only 1 becomes 1. */
function ratioSteps(ratio: number): number {
  const steps = Math.round(ratio * RATIO_STEPS);
  if (steps === 0 && ratio > 0) return 1;
  return steps === RATIO_STEPS && ratio < 1 ? RATIO_STEPS - 1 : steps;
}

function countBehind(rate: number, seconds: number | null): number | null {
  if (seconds === null) return null;
  const count = Math.round(rate * seconds);
  return count >= 0 && count / seconds === rate ? count : null;
}
