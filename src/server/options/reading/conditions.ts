/** Conditions of `if-…` and values of `for…`. */
import { UsageError } from '../errors/usage-error.js';
import type { OptionsIo } from '../files/options-io.js';
import type { PlaceholderSource } from './placeholders.js';

interface ConditionSource extends PlaceholderSource {
  readonly io: OptionsIo;
}

/** Value of `%(_)` inside the block; null: the block is skipped. @throws UsageError */
export function conditionValue(name: string, argument: string, source: ConditionSource): string | null {
  const [, not, asked = ''] = /^if-?(not-)?(.*)$/.exec(name) ?? [];
  const value = positiveValue(asked, argument, source);
  if (not === undefined) return value;
  return value === null ? argument : null;
}

/** The values of `%(_)`, one after the other. @throws UsageError */
export function loopValues(name: string, argument: string, source: ConditionSource): Iterable<string> {
  switch (name) {
    case 'for-glob': {
      const paths = source.io.glob(argument);
      return paths.length > 0 ? paths : [argument];
    }
    case 'for-times':
      return numbersTo(argument);
    case 'for-readline':
      return source.file(argument).split('\n');
    default:
      return argument.split(/\s+/).filter((word) => word !== '');
  }
}

const PLUGINS = new Set(['python', 'python3', 'http', 'corerouter']);

function positiveValue(asked: string, argument: string, source: ConditionSource): string | null {
  const { io } = source;
  switch (asked) {
    case 'env':
      return ifEqual(argument, (name) => source.environment(name));
    case 'opt':
      return ifEqual(argument, (name) => source.option(name));
    case 'exists':
      return io.kindOf(argument) === null ? null : argument;
    case 'file':
      return io.kindOf(argument) === 'file' ? argument : null;
    case 'dir':
    case 'directory':
      return io.kindOf(argument) === 'directory' ? argument : null;
    case 'plugin':
      return PLUGINS.has(argument) ? argument : null;
    case 'hostname':
      return io.facts().hostName === argument ? argument : null;
    case 'hostname-match':
      throw new UsageError('patterns for host names are not supported; use if-hostname');
    default:
      // if-reload: a reload reads its configuration as a start does.
      return null;
  }
}

/** `NAME`: it is there. `NAME=VALUE`: it is this. */
function ifEqual(argument: string, valueFor: (name: string) => string | null): string | null {
  const equals = argument.indexOf('=');
  if (equals < 0) return valueFor(argument);
  const value = valueFor(argument.slice(0, equals));
  return value === argument.slice(equals + 1) ? value : null;
}

function numbersTo(argument: string): Iterable<string> {
  if (!/^[+-]?\d{1,15}$/.test(argument)) throw new UsageError('not a whole number');
  return countUpTo(Number(argument));
}

/** One by one: the reader stops long before a large number is reached. */
function* countUpTo(last: number): Iterable<string> {
  for (let number = 1; number <= last; number++) yield String(number);
}
