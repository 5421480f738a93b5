/** `%(name)`, `$(ENVIRONMENT)` and `@(file)` in values, and the small arithmetic of `%(workers * 2)`. */

import { shownText } from '../errors/shown-text.js';
import { UsageError } from '../errors/usage-error.js';

export interface PlaceholderSource {
  /** The first value that was given under this name; null where there is none yet. */
  option(name: string): string | null;
  environment(name: string): string | null;
  /** @throws UsageError */
  file(path: string): string;
}

/**
 * Unknown names stay as written: `%(addr)` belongs to a log format.
 * @throws UsageError
 */
export function expandPlaceholders(text: string, source: PlaceholderSource): string {
  if (!/[%$@]\(/.test(text)) return text;
  const withEnvironment = replaceAll(text, /\$\(([^()]*)\)/g, (name) => source.environment(name));
  const withOptions = replaceAll(withEnvironment, /%\(([^()]*)\)/g, (inner) =>
    inner.trim().includes(' ') ? calculate(inner, source) : source.option(inner.trim()),
  );
  return replaceAll(withOptions, /@\(([^()]*)\)/g, (path) => source.file(path));
}

/** So that a value which names itself twice, line after line, does not fill the memory. */
const LONGEST_VALUE = 65_536;

function replaceAll(text: string, pattern: RegExp, valueFor: (inner: string) => string | null): string {
  let length = text.length;
  return text.replace(pattern, (whole, inner: string) => {
    const value = valueFor(inner) ?? whole;
    length += value.length - whole.length;
    if (length > LONGEST_VALUE)
      throw new UsageError(`a value becomes longer than ${LONGEST_VALUE} characters`);
    return value;
  });
}

/**
 * From left to right without precedence: `3 + 4 * 2` is 14. Two values side by side are put together as text.
 * null: a name in it is not known, or not yet.
 */
function calculate(expression: string, source: PlaceholderSource): string | null {
  let result = '';
  let operator: string | null = null;
  let isText = false;
  for (const word of expression.split(' ').filter((part) => part !== '')) {
    if (OPERATOR.test(word)) {
      if (isText) return null;
      if (word.length === 1) operator = word;
      else result = combine(result, word.charAt(0), '1');
      continue;
    }
    const value = source.option(word);
    isText ||= value === null && !/^[+-]?\d+$/.test(word);
    if (isText && operator !== null) return null;
    result = joined(result, operator, value ?? word);
    operator = null;
  }
  return result;
}

const OPERATOR = /^(?:[-+*/]|\+\+|--)$/;

function joined(left: string, operator: string | null, right: string): string {
  return operator === null ? left + right : combine(left, operator, right);
}

function combine(leftText: string, operator: string, rightText: string): string {
  const [left, right] = [wholeNumber(leftText), wholeNumber(rightText)];
  if (operator === '/' && right === 0)
    throw new UsageError(`${shownText(leftText)} / ${shownText(rightText)} divides by zero`);
  const results: Readonly<Record<string, number>> = {
    '+': left + right,
    '-': left - right,
    '*': left * right,
    '/': Math.trunc(left / right),
  };
  const result = results[operator] ?? 0;
  if (!Number.isSafeInteger(result))
    throw new UsageError(`${shownText(leftText)} ${operator} ${shownText(rightText)} is too large`);
  return String(result === 0 ? 0 : result);
}

function wholeNumber(text: string): number {
  const digits = text.trim();
  if (digits === '') return 0;
  if (!/^[+-]?\d{1,15}$/.test(digits)) throw new UsageError(`"${shownText(text)}" is not a whole number`);
  return Number(digits);
}
