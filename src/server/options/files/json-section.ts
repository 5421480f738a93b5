/** The object `uwsgi` of a JSON file: lists repeat a name, true is 1, false and null are 0, as uWSGI has it. */

import { shownText } from '../errors/shown-text.js';
import { UsageError } from '../errors/usage-error.js';
import type { ConfigLine, ConfigSection } from './config-section.js';

/** @throws UsageError */
export function parseJsonSection(text: string, section: string): ConfigSection {
  const document = parse(text.replace(/^\ufeff/, ''));
  if (!isObject(document) || !Object.hasOwn(document, section)) return { lines: [], isThere: false };
  const options = document[section];
  if (!isObject(options)) throw new UsageError(` "${shownText(section)}" is not an object`);
  const lines = Object.entries(options).flatMap(([name, value]): ConfigLine[] => {
    const values = Array.isArray(value) ? value : [value];
    return values.map((one: unknown) => ({ name, value: textOf(name, one), number: null }));
  });
  return { lines, isThere: true };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Of Node's words only the place is used: the others quote the file, which may hold passwords.
    const position = /position (\d+)/.exec(String(error))?.[1];
    const line =
      position === undefined ? '' : `, see line ${text.slice(0, Number(position)).split('\n').length}`;
    throw new UsageError(` not JSON${line}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(name: string, value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return String(value);
    case 'boolean':
      return value ? '1' : '0';
    default:
      if (value === null) return '0';
      throw new UsageError(` "${shownText(name)}" is neither a text, a number, a switch nor a list of these`);
  }
}
