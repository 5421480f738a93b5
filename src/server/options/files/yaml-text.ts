/** Texts of YAML: plain, 'single' and "double" quoted, and lists in brackets. */
import { UsageError } from '../errors/usage-error.js';

/** A remark begins at a `#` that follows a space, outside of quotes. */
export function withoutYamlRemark(line: string): string {
  for (let at = 0; at < line.length; ) {
    const letter = line.charAt(at);
    const before = line.charAt(at - 1);
    if (letter === '#' && /^$|\s/.test(before)) return line.slice(0, at);
    const opens = (letter === '"' || letter === "'") && /^$|[\s:,[-]/.test(before);
    at = opens ? quotedEnd(line, at) : at + 1;
  }
  return line;
}

/** Position after the text whose opening quote is at `start`. */
function quotedEnd(line: string, start: number): number {
  const quote = line.charAt(start);
  for (let at = start + 1; at < line.length; at++) {
    const letter = line.charAt(at);
    if (letter === '\\' && quote === '"') at++;
    else if (letter === quote) return at + 1;
  }
  return line.length;
}

/** `[a, b]`, or one text. @throws UsageError */
export function readYamlList(given: string): readonly string[] {
  if (!given.startsWith('[') || IPV6_ADDRESS.test(given)) return [readYamlText(given)];
  const inner = /^\[(.*)\]$/s.exec(given)?.[1];
  if (inner === undefined) throw new UsageError('a list in brackets must end in the same line');
  const items =
    inner.match(/\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"'[\]{}][^,[\]{}]*)\s*(?:,|$)/gs) ?? [];
  if (items.join('') !== inner) throw new UsageError('a list in brackets may hold only texts');
  return items.map((item) => readYamlText(item.replace(/,$/, '').trim()));
}

/** @throws UsageError */
export function readYamlText(given: string): string {
  if (given.startsWith("'")) return singleQuoted(given);
  if (given.startsWith('"')) return doubleQuoted(given);
  // `*:80` is an address, `*name` what another line has named.
  if (!IPV6_ADDRESS.test(given) && /^(?:[|>][-+\d]*$|[&!{[]|\*\w|<<|- )/.test(given)) {
    throw new UsageError('only texts and lists of texts are supported, not the rest of YAML');
  }
  return given;
}

/** `[::1]:80`: strictly a list, but never meant as one. */
const IPV6_ADDRESS = /^\[[\da-f:.%]*:[\da-f:.%]*\]:\d+$/i;

function singleQuoted(given: string): string {
  if (!/^'(?:[^']|'')*'$/s.test(given)) throw new UsageError("unbalanced '");
  return given.slice(1, -1).replaceAll("''", "'");
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  t: '\t',
  n: '\n',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
};

function doubleQuoted(given: string): string {
  if (!/^"(?:[^"\\]|\\.)*"$/s.test(given)) throw new UsageError('unbalanced "');
  return given.slice(1, -1).replace(/\\(x[\da-f]{2}|u[\da-f]{4}|.)/gis, (whole, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    const letter = ESCAPES[code];
    if (letter === undefined) throw new UsageError(`${whole} is not an escape sequence of YAML`);
    return letter;
  });
}
