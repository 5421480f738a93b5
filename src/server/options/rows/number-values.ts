/** Numbers of options: `option-values.ts` says how much of uWSGI's `atoi` is kept. */
import { UsageError } from '../errors/usage-error.js';
import { type Note, PassedOver, type ValueKind } from './option-values.js';

interface Limits {
  readonly least: number;
  readonly most: number;
  /** `refused`: so many cannot be had; `clamped`: the most is as good. */
  readonly aboveMost: 'refused' | 'clamped';
  /** uWSGI refuses negative numbers, except where it reads 64 unsigned bits: there they are huge. */
  readonly negative: 'refused' | 'huge';
}

/** A whole number within the two ends. */
export function count(least: number, most: number): ValueKind<number> {
  return numberKind('N', { least, most, aboveMost: 'refused', negative: 'refused' });
}

/** A number of something that only limits: beyond `most` there is no difference any more. */
export function amount(most: number): ValueKind<number> {
  return numberKind('N', { least: 0, most, aboveMost: 'clamped', negative: 'huge' });
}

/** Node's timers end at 24 days; a longer time is as good. */
export function seconds(least: number): ValueKind<number> {
  const limits: Limits = { least, most: MOST_SECONDS, aboveMost: 'clamped', negative: 'refused' };
  return numberKind('SECONDS', limits);
}

export function ms(least: number): ValueKind<number> {
  const limits: Limits = { least, most: 2 ** 31 - 1, aboveMost: 'clamped', negative: 'refused' };
  return numberKind('MILLISECONDS', limits);
}

/** Bytes, or with a letter: `64k`, `10M`, `1g` (powers of 1024), which uWSGI does not know. */
export function bytes(least: number, most = 2 ** 50): ValueKind<number> {
  return numberKind('BYTES', { least, most, aboveMost: 'clamped', negative: 'huge' });
}

/** Where 0 means "not at all". */
export function orNone(kind: ValueKind<number>): ValueKind<number | null> {
  return { ...kind, read: (given, note) => kind.read(given, note) || null };
}

function numberKind(placeholder: string, limits: Limits): ValueKind<number> {
  const hasUnits = placeholder === 'BYTES';
  return {
    argument: 'required',
    placeholder,
    read: (given, note) => within(limits, hasUnits ? readBytes(given, note) : readDigits(given, note), note),
  };
}

function within({ least, most, aboveMost, negative }: Limits, value: number, note: Note): number {
  if (value < 0 && negative === 'huge') {
    note(`a negative number is a huge one in uWSGI; ${most} is used`);
    return most;
  }
  if (value < 0) throw new UsageError('less than 0');
  if (value < least) throw new PassedOver(`less than ${least}`);
  if (value > most && aboveMost === 'refused') throw new UsageError(`more than ${most}`);
  if (value > most) note(`${most} is used, the most there is`);
  return Math.min(value, most);
}

function readDigits(given: string, note: Note): number {
  const { value, rest } = leadingNumber(given);
  if (!isRemark(rest)) note(`read as ${value}`);
  return value;
}

function readBytes(given: string, note: Note): number {
  const { value, rest } = leadingNumber(given);
  const unit = /^ ?([kmg])(?:i?b)?(?=$|\s|;|#)/i.exec(rest);
  const size = value * (UNITS[(unit?.[1] ?? '').toLowerCase()] ?? 1);
  if (unit !== null) note(`read as ${size}; uWSGI reads ${value}`);
  else if (!isRemark(rest)) note(`read as ${value}`);
  return size;
}

function leadingNumber(given: string): { readonly value: number; readonly rest: string } {
  const parts = /^\s*([+-]?\d+)(.*)$/s.exec(given);
  if (parts === null || /^\s*[+-]?0x/i.test(given)) throw new PassedOver('not a whole number');
  const [, digits = '', rest = ''] = parts;
  const value = Number(digits);
  return { value: value === 0 ? 0 : value, rest };
}

/** `atoi` passed over what stood behind a number, so ` ; comment` and ` # comment` are in many files. */
function isRemark(rest: string): boolean {
  return /^\s*(?:[;#]|$)/.test(rest);
}

const MOST_SECONDS = 2_147_483;
const UNITS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
