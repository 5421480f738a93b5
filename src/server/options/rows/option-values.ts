/**
 * From an argument's text to its value. uWSGI reads numbers with `atoi`: leading digits count, whatever follows is
 * dropped, and a word is 0. A configuration that starts there starts here too, but no value changes silently:
 * ignored characters are reported, and an impossible value (no digits, 0 threads) is skipped, so that
 * the default holds. A value that uWSGI refuses as well (a negative number) is an error.
 */
import { UsageError } from '../errors/usage-error.js';
import type { ArgumentKind } from './option.js';

/** Says something before the start; option and place are put in front. */
export type Note = (text: string) => void;

/** A value that is noted and then treated as if its line were not there. */
export class PassedOver extends Error {}

export interface ValueKind<T> {
  readonly argument: ArgumentKind;
  readonly placeholder: string;
  /** @throws UsageError that says what is wrong with the text; PassedOver */
  read(text: string, note: Note): T;
}

/** True in files by every text but these; bare on the command line. */
export const flag: ValueKind<boolean> = { argument: 'none', placeholder: '', read: readSwitch };

export const text: ValueKind<string> = { argument: 'required', placeholder: 'TEXT', read: readText };
export const path: ValueKind<string> = { argument: 'required', placeholder: 'FILE', read: readText };
export const directory: ValueKind<string> = { argument: 'required', placeholder: 'DIR', read: readText };

/** A user or group by its name or number. */
export function identity(placeholder: string): ValueKind<string> {
  return { argument: 'required', placeholder, read: readIdentity };
}

/** Octal digits, as `umask` and `chmod` have them. */
export const octal: ValueKind<number> = { argument: 'required', placeholder: 'OCTAL', read: readOctal };

export function readSwitch(given: string, note: Note): boolean {
  const isOn = !isNo(withoutRemark(given));
  // uWSGI compares the whole text, so that a switch with a remark behind it is on.
  if (!isOn && !isNo(given.trim())) note('read as false; uWSGI reads true because of the remark behind it');
  return isOn;
}

export function readText(given: string): string {
  if (given === '') throw new UsageError('it is empty');
  if (given.includes('\0')) throw new UsageError('it contains a NUL byte');
  return given;
}

/** The number above the last one means "leave it as it is" to the kernel, which would keep root. */
export function readIdentity(given: string): string {
  if (/^\d+$/.test(given) && Number(given) > LAST_IDENTITY)
    throw new UsageError(`more than ${LAST_IDENTITY}`);
  return readText(given);
}

const LAST_IDENTITY = 2 ** 32 - 2;

export function readOctal(given: string): number {
  const digits = withoutRemark(given);
  if (!/^[0-7]{1,5}$/.test(digits) || Number.parseInt(digits, 8) > 0o7777) {
    throw new UsageError('not an octal mode such as 022 or 664');
  }
  return Number.parseInt(digits, 8);
}

function isNo(word: string): boolean {
  return ['false', 'off', 'no', '0'].includes(word.toLowerCase());
}

function withoutRemark(given: string): string {
  return given.replace(/(?:^|\s)[;#].*$/s, '').trim();
}
