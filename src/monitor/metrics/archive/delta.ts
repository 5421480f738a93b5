/**
 * A flat sample as the difference to another, its base. Of every stream: how long it is, then the cells that differ,
 * each after the number of cells since the last one. Cells beyond the end of the base differ from null.
 */
import { BrokenBytesError, ByteReader, ByteWriter } from './bytes.js';
import { type Cells, type Moment, NO_CELLS, NULL } from './cells.js';
import type { Dictionary } from './dictionary.js';
import type { FlatSample } from './flat-sample.js';
import { readText, readVars, writeText, writeVars } from './text-delta.js';

/** `dictionary` gets the new texts; `room`: how many bytes it may take. */
export function encodedDelta(
  flat: FlatSample,
  base: FlatSample,
  dictionary: Dictionary,
  room = 0,
): Uint8Array {
  const bytes = new ByteWriter(room);
  bytes.float(flat.moment.timeMs);
  bytes.float(flat.moment.seconds ?? NULL);
  bytes.varint(flat.streams.length);
  flat.streams.forEach((cells, index) => {
    writeCells(bytes, cells, base.streams[index] ?? NO_CELLS, dictionary);
  });
  writeVars(bytes, flat.vars, base.vars, dictionary);
  return bytes.taken();
}

export function decodedDelta(frame: Uint8Array, base: FlatSample, dictionary: Dictionary): FlatSample {
  const bytes = new ByteReader(frame);
  const moment: Moment = { timeMs: bytes.float(), seconds: nullable(bytes.float()) };
  if (!(Math.abs(moment.timeMs) <= LAST_DATE_MS) || Number.isNaN(moment.seconds))
    throw new BrokenBytesError();
  const streams = Array.from({ length: bytes.count() }, (_, index) =>
    readCells(bytes, base.streams[index] ?? NO_CELLS, dictionary),
  );
  return { moment, streams, vars: readVars(bytes, base.vars, dictionary), buckets: [] };
}

/** Of what a date can be. */
const LAST_DATE_MS = 8.64e15;

function nullable(value: number): number | null {
  return value === NULL ? null : value;
}

function writeCells(bytes: ByteWriter, cells: Cells, base: Cells, dictionary: Dictionary): void {
  writeNumbers(bytes, cells.numbers, base.numbers);
  const { texts } = cells;
  bytes.varint(texts.length);
  let last = -1;
  for (let index = 0; index < texts.length; index += 1) {
    const text = texts[index] ?? null;
    if (text === (base.texts[index] ?? null)) continue;
    bytes.varint(index - last);
    last = index;
    writeText(bytes, text, '', dictionary);
  }
  bytes.varint(0);
}

function readCells(bytes: ByteReader, base: Cells, dictionary: Dictionary): Cells {
  const numbers = readNumbers(bytes, base.numbers);
  const length = bytes.count();
  const texts = Array.from({ length }, (_, index) => base.texts[index] ?? null);
  for (let last = -1, gap = bytes.varint(); gap > 0; gap = bytes.varint()) {
    last += gap;
    if (last >= length) throw new BrokenBytesError();
    texts[last] = readText(bytes, '', dictionary);
  }
  return { numbers, texts };
}

function writeNumbers(bytes: ByteWriter, numbers: Float64Array, base: Float64Array): void {
  bytes.varint(numbers.length);
  let last = -1;
  for (let index = 0; index < numbers.length; index += 1) {
    const value = numbers[index] ?? NULL;
    const before = base[index] ?? NULL;
    if (value === before) continue;
    bytes.varint(index - last);
    last = index;
    writeNumber(bytes, value, before);
  }
  bytes.varint(0);
}

function readNumbers(bytes: ByteReader, base: Float64Array): Float64Array {
  const numbers = new Float64Array(bytes.count()).fill(NULL);
  numbers.set(base.subarray(0, numbers.length));
  for (let last = -1, gap = bytes.varint(); gap > 0; gap = bytes.varint()) {
    last += gap;
    if (last >= numbers.length) throw new BrokenBytesError();
    numbers[last] = readNumber(bytes, base[last] ?? NULL);
  }
  return numbers;
}

const [CODE_NULL, CODE_FLOAT, FIRST_DIFFERENCE] = [0, 1, 2] as const;
const MOST = 2 ** 51;

function writeNumber(bytes: ByteWriter, value: number, before: number): void {
  const difference = value - startOf(before);
  if (value === NULL) bytes.varint(CODE_NULL);
  else if (!Number.isSafeInteger(value) || Math.abs(difference) > MOST) {
    bytes.varint(CODE_FLOAT);
    bytes.float(value);
  } else bytes.varint(FIRST_DIFFERENCE + (difference < 0 ? -2 * difference - 1 : 2 * difference));
}

function readNumber(bytes: ByteReader, before: number): number {
  const code = bytes.varint();
  if (code === CODE_NULL) return NULL;
  if (code === CODE_FLOAT) return numberIn(bytes);
  const folded = code - FIRST_DIFFERENCE;
  return startOf(before) + (folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2);
}

/** Infinite ones can come from a server, those that are none cannot. */
function numberIn(bytes: ByteReader): number {
  const value = bytes.float();
  if (Number.isNaN(value)) throw new BrokenBytesError();
  return value;
}

function startOf(before: number): number {
  return Number.isSafeInteger(before) && Math.abs(before) <= MOST ? before : 0;
}
