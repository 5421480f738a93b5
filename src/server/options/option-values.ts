/**
 * How the text of an argument becomes a value. uWSGI's `atoi` takes `abc` for 0; here that is an error. What stands
 * after a number or a switch as ` ; comment` or ` # comment` is passed over, since `atoi` did that too.
 */
import { UsageError } from '../usage-error.js';
import type { ArgumentKind } from './option.js';

export interface ValueKind<T> {
  readonly argument: ArgumentKind;
  readonly placeholder: string;
  /** @throws UsageError that says what is wrong with the text */
  read(text: string): T;
}

/** True in files by every text but these; bare on the command line. */
export const flag: ValueKind<boolean> = { argument: 'none', placeholder: '', read: readSwitch };

export const text: ValueKind<string> = { argument: 'required', placeholder: 'TEXT', read: readText };
export const path: ValueKind<string> = { argument: 'required', placeholder: 'FILE', read: readText };
export const directory: ValueKind<string> = { argument: 'required', placeholder: 'DIR', read: readText };

/** A whole number within the two ends. */
export function count(least: number, most: number): ValueKind<number> {
  return { argument: 'required', placeholder: 'N', read: (given) => readInteger(given, least, most) };
}

/** As `count`, where 0 means "not at all". */
export function countOrNone(most: number): ValueKind<number | null> {
  return { argument: 'required', placeholder: 'N', read: (given) => readInteger(given, 0, most) || null };
}

export function seconds(least: number): ValueKind<number> {
  return { argument: 'required', placeholder: 'SECONDS', read: (given) => readSeconds(given, least) };
}

export const secondsOrNone: ValueKind<number | null> = {
  argument: 'required',
  placeholder: 'SECONDS',
  read: (given) => readSeconds(given, 0) || null,
};

/** Bytes, or with a letter: `64k`, `10M`, `1g` (powers of 1024). */
export function bytes(least: number): ValueKind<number> {
  return { argument: 'required', placeholder: 'BYTES', read: (given) => readBytes(given, least) };
}

export const bytesOrNone: ValueKind<number | null> = {
  argument: 'required',
  placeholder: 'BYTES',
  read: (given) => readBytes(given, 0) || null,
};

/** Octal digits, as `umask` and `chmod` have them. */
export const octal: ValueKind<number> = { argument: 'required', placeholder: 'OCTAL', read: readOctal };

export function readSwitch(given: string): boolean {
  return !['false', 'off', 'no', '0'].includes(withoutRemark(given).toLowerCase());
}

export function readText(given: string): string {
  if (given === '') throw new UsageError('it is empty');
  if (given.includes('\0')) throw new UsageError('a NUL byte is in it');
  return given;
}

export function readInteger(given: string, least: number, most: number): number {
  const digits = withoutRemark(given);
  if (!/^[+-]?\d{1,15}$/.test(digits)) throw new UsageError('not a whole number');
  const value = Number(digits);
  if (value < least) throw new UsageError(`less than ${least}`);
  if (value > most) throw new UsageError(`more than ${most}`);
  return value === 0 ? 0 : value;
}

export function readOctal(given: string): number {
  const digits = withoutRemark(given);
  if (!/^[0-7]{1,5}$/.test(digits) || Number.parseInt(digits, 8) > 0o7777) {
    throw new UsageError('not an octal mode such as 022 or 664');
  }
  return Number.parseInt(digits, 8);
}

/** Node's timers end here, at 24 days; a longer time is as good as this one. */
const MOST_SECONDS = 2_147_483;
const MOST_BYTES = 2 ** 50;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

function readSeconds(given: string, least: number): number {
  return Math.min(readInteger(given, least, Number.MAX_SAFE_INTEGER), MOST_SECONDS);
}

function readBytes(given: string, least: number): number {
  const parts = /^(\+?\d{1,15})([kmg]?)b?$/i.exec(withoutRemark(given));
  if (parts === null) throw new UsageError('not a number of bytes');
  const value = Number(parts[1]) * (UNITS[(parts[2] ?? '').toLowerCase()] ?? 1);
  if (value < least) throw new UsageError(`less than ${least} bytes`);
  if (value > MOST_BYTES) throw new UsageError(`more than ${MOST_BYTES} bytes`);
  return value;
}

function withoutRemark(given: string): string {
  return given.replace(/(?:^|\s)[;#].*$/s, '').trim();
}
