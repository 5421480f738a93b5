import { UsageError } from '../errors/usage-error.js';
import type { ConfigLine, ConfigSection } from './config-section.js';

/**
 * One section of a file as uWSGI reads it: `name = value` trimmed, quotes kept, `;` and `#` comments on lines of their own,
 * a section that comes again goes on.
 *
 * @throws UsageError with the number of the line
 */
export function parseIniSection(text: string, section: string): ConfigSection {
  const lines: ConfigLine[] = [];
  let current: string | null = null;
  let isThere = false;
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith(';') || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      current = sectionName(line);
      isThere ||= current === section;
    } else if (current === section) {
      lines.push(parseLine(line, index + 1));
    }
  }
  return { lines, isThere };
}

const LONGEST_LINE = 65_536;

function sectionName(line: string): string {
  const end = line.indexOf(']');
  return line.slice(1, end < 0 ? line.length : end).trim();
}

function parseLine(line: string, number: number): ConfigLine {
  if (line.length > LONGEST_LINE) {
    throw new UsageError(`${number}: a line has more than ${LONGEST_LINE} characters`);
  }
  const equals = line.indexOf('=');
  const name = (equals < 0 ? line : line.slice(0, equals)).trim();
  if (name === '') throw new UsageError(`${number}: there is no name before "="`);
  return { name, value: equals < 0 ? '' : line.slice(equals + 1).trim(), number };
}
