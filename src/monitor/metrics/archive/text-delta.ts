/**
 * Texts as few bytes: by their number where the dictionary has them, else as what follows the part that they share with
 * a like text. The variables of a request are told as what differs from those of the request before on the same core.
 */
import { BrokenBytesError, type ByteReader, type ByteWriter } from './bytes.js';
import type { Dictionary } from './dictionary.js';

const [CODE_NULL, CODE_KEPT, CODE_ONCE, FIRST_NUMBER] = [0, 1, 2, 3] as const;
/** Shorter ones are no shorter as numbers; longer ones do not repeat. */
const KEPT_LENGTH = { least: 3, most: 1024 };
/** Names and values that repeat come early; what makes a dictionary long are the values that never do. */
const MOST_TEXTS = 16_384;

/** `place`: in a list of variables, or -1. */
export function writeText(
  bytes: ByteWriter,
  text: string | null,
  like: string,
  dictionary: Dictionary,
  place = -1,
): void {
  if (text === null) {
    bytes.varint(CODE_NULL);
    return;
  }
  const hasLength = text.length >= KEPT_LENGTH.least && text.length <= KEPT_LENGTH.most;
  const isKept = hasLength && dictionary.isWorth(place);
  const number = isKept ? dictionary.numberOf(text, place) : undefined;
  if (number !== undefined) {
    bytes.varint(FIRST_NUMBER + number);
    return;
  }
  const isNew = isKept && dictionary.size < MOST_TEXTS;
  const shared = sharedLength(text, like);
  bytes.varint(isNew ? CODE_KEPT : CODE_ONCE);
  bytes.varint(shared);
  bytes.text(text, shared);
  if (isNew) dictionary.add(text);
}

export function readText(bytes: ByteReader, like: string, dictionary: Dictionary): string | null {
  const code = bytes.varint();
  if (code === CODE_NULL) return null;
  if (code >= FIRST_NUMBER) return dictionary.textOf(code - FIRST_NUMBER);
  const text = like.slice(0, bytes.varint()) + bytes.text();
  if (code === CODE_KEPT) dictionary.add(text);
  return text;
}

/** By core; null where there is no request. */
type VarsByCore = readonly (readonly string[] | null)[];

export function writeVars(
  bytes: ByteWriter,
  vars: VarsByCore,
  base: VarsByCore,
  dictionary: Dictionary,
): void {
  bytes.varint(vars.length);
  let last = -1;
  let template: readonly string[] = [];
  // No entries(): with a thousand cores every second, what is thrown away costs more than the work.
  for (let core = 0; core < vars.length; core += 1) {
    const own = vars[core] ?? null;
    const before = base[core] ?? null;
    if (isSame(own, before)) continue;
    bytes.varint(core - last);
    last = core;
    bytes.varint(own === null ? 0 : own.length + 1);
    if (own === null) continue;
    writeList(bytes, own, before ?? template, dictionary);
    template = own;
  }
  bytes.varint(0);
}

export function readVars(bytes: ByteReader, base: VarsByCore, dictionary: Dictionary): VarsByCore {
  const length = bytes.count();
  const vars = Array.from({ length }, (_, core) => base[core] ?? null);
  let template: readonly string[] = [];
  for (let core = -1, gap = bytes.varint(); gap > 0; gap = bytes.varint()) {
    core += gap;
    if (core >= length) throw new BrokenBytesError();
    const count = bytes.count() - 1;
    const own = count < 0 ? null : readList(bytes, count, vars[core] ?? template, dictionary);
    vars[core] = own;
    template = own ?? template;
  }
  return vars;
}

/** A bit for each entry, set where it differs from the template's at the same place; then those. */
function writeList(
  bytes: ByteWriter,
  list: readonly string[],
  template: readonly string[],
  dictionary: Dictionary,
): void {
  for (let first = 0; first < list.length; first += BITS) {
    let mask = 0;
    for (let bit = 0; bit < BITS && first + bit < list.length; bit += 1)
      if (list[first + bit] !== template[first + bit]) mask |= 1 << bit;
    bytes.varint(mask);
  }
  for (let place = 0; place < list.length; place += 1) {
    const entry = list[place] ?? '';
    const like = template[place];
    if (entry !== like) writeText(bytes, entry, like ?? '', dictionary, place);
  }
}

function readList(
  bytes: ByteReader,
  length: number,
  template: readonly string[],
  dictionary: Dictionary,
): readonly string[] {
  const masks = Array.from({ length: Math.ceil(length / BITS) }, () => bytes.varint());
  return Array.from({ length }, (_, index) => {
    const like = template[index] ?? '';
    const differs = ((masks[Math.floor(index / BITS)] ?? 0) >> (index % BITS)) & 1;
    return differs === 1 ? (readText(bytes, like, dictionary) ?? '') : like;
  });
}

const BITS = 7;

function isSame(left: readonly string[] | null, right: readonly string[] | null): boolean {
  if (left === right) return true;
  if (left === null || right === null || left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
}

function sharedLength(text: string, like: string): number {
  const most = Math.min(text.length, like.length);
  let shared = 0;
  while (shared < most && text.charCodeAt(shared) === like.charCodeAt(shared)) shared += 1;
  return shared;
}
