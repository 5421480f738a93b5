import type { Environ } from './exchange.js';

/**
 * Variables in the form that the link carries (`link-frames.ts`).
 * @param pairs keys and values, characters are bytes
 */
export function encodeEnviron(pairs: Iterable<readonly [string, string]>): Environ {
  const pieces: string[] = [];
  for (const [key, value] of pairs) pieces.push(key, value);
  const text = pieces.join('\0');
  // One that holds a NUL itself would be torn apart.
  const torn = pieces.some((piece) => piece.includes('\0'));
  return { text: torn ? JSON.stringify(pieces) : text, isJson: torn };
}

/** One more at the end. */
export function withVar({ text, isJson }: Environ, key: string, value: string): Environ {
  if (isJson) return { text: JSON.stringify([...decodeEnviron({ text, isJson }), key, value]), isJson };
  return { text: `${text}\0${key}\0${value}`, isJson };
}

/** Keys and values in turn. */
export function decodeEnviron(environ: Environ): string[] {
  if (!environ.isJson) return environ.text.split('\0');
  const pieces: unknown = JSON.parse(environ.text);
  return Array.isArray(pieces) ? pieces.map(String) : [];
}

/** Keys and values together; counted without taking the text apart. */
export function pieceCount(environ: Environ): number {
  if (environ.isJson) return decodeEnviron(environ).length;
  const { text } = environ;
  let count = 1;
  for (let at = text.indexOf('\0'); at >= 0; at = text.indexOf('\0', at + 1)) count += 1;
  return count;
}

/** Their size in a uwsgi packet, where two bytes of length precede each piece. */
export function pieceBytes(environ: Environ, count: number): number {
  if (environ.isJson) return decodeEnviron(environ).reduce((sum, piece) => sum + piece.length + 2, 0);
  return environ.text.length - (count - 1) + count * 2;
}

/** `KEY=value` for each variable. */
export function varsIn(environ: Environ): string[] {
  const pieces = decodeEnviron(environ);
  const vars: string[] = [];
  for (let at = 0; at + 1 < pieces.length; at += 2) vars.push(`${pieces[at]}=${pieces[at + 1]}`);
  return vars;
}
