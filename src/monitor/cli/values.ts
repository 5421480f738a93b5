import { nearestWords } from '../fields/field-lookup.js';
import { cleanText } from '../text/clean.js';
import { UsageError } from './usage-error.js';

/** Values of command-line options: text → number or word. Each throws a UsageError that names the option. */

/** `1`, `0.5`, `500ms`, `2s`, `5m`, `1h`; a bare number is seconds. Limits are in milliseconds, both included. */
export function parseDuration(
  option: string,
  text: string,
  limits: { readonly min: number; readonly max: number },
): number {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(ms|s|m|h)?$/.exec(text.trim());
  const unit = match?.[2] ?? 's';
  if (match?.[1] === undefined) throw invalid(option, text, 'not a time; write 1, 0.5, 500ms, 2s or 5m');
  const ms = Math.round(Number(match[1]) * (MILLISECONDS[unit] ?? 1));
  return withinLimits(option, text, ms, limits, showDuration);
}

/** `64M`, `100k`, `1G`, or bytes; powers of 1024. Limits are in bytes. */
export function parseSize(
  option: string,
  text: string,
  limits: { readonly min: number; readonly max: number },
): number {
  const match = /^(\d+(?:\.\d+)?)([kKmMgG])?(?:i?[bB])?$/.exec(text.trim());
  if (match?.[1] === undefined) throw invalid(option, text, 'not a size; write 64M, 500k or bytes');
  const power = ['', 'k', 'm', 'g'].indexOf((match[2] ?? '').toLowerCase());
  return withinLimits(option, text, Math.round(Number(match[1]) * 1024 ** power), limits, showSize);
}

/** A whole number from `min` to `max`. */
export function parseCount(
  option: string,
  text: string,
  limits: { readonly min: number; readonly max: number },
): number {
  if (!/^\d+$/.test(text.trim())) throw invalid(option, text, 'not a whole number');
  return withinLimits(option, text, Number(text), limits, String);
}

/** One of a few words, whatever the case. */
export function parseChoice<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const wanted = text.trim().toLowerCase();
  const found = words.find((word) => word === wanted);
  if (found !== undefined) return found;
  throw invalid(option, text, `${didYouMean(nearestWords(wanted, words))}one of ${words.join(', ')}`);
}

/** `did you mean "a" or "b"? ` with a trailing blank; empty without candidates. */
export function didYouMean(candidates: readonly string[]): string {
  if (candidates.length === 0) return '';
  return `did you mean ${candidates.map((word) => `"${word}"`).join(' or ')}? `;
}

export function invalid(option: string, text: string, reason: string): UsageError {
  return new UsageError(`Option ${option} got "${oneLine(text)}": ${reason}`);
}

function withinLimits(
  option: string,
  text: string,
  value: number,
  limits: { readonly min: number; readonly max: number },
  show: (value: number) => string,
): number {
  if (value < limits.min) throw invalid(option, text, `the least is ${show(limits.min)}`);
  if (value > limits.max) throw invalid(option, text, `the most is ${show(limits.max)}`);
  return value;
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function showDuration(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

function showSize(bytes: number): string {
  return bytes % 1024 ** 2 === 0 ? `${bytes / 1024 ** 2}M` : `${bytes / 1024}k`;
}

/** The user's text, fit to be quoted in one line. */
export function oneLine(text: string): string {
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text;
  return cleanText(short);
}

const LONGEST_QUOTE = 60;
