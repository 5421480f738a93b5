import { isToken } from './header-names.js';
import { type Refusal, refusal } from './refusal.js';

/**
 * The codings of a body that has any: `chunked`, once and alone, is what this server takes.
 * @param list the values of all Transfer-Encoding lines, joined by commas
 * @returns null for chunks
 */
export function refuseCoding(list: string): Refusal | null {
  if (list === 'chunked') return null;
  const codings = list.split(',').map((coding) => coding.replace(/^[ \t]+|[ \t]+$/g, '').toLowerCase());
  if (codings.length === 1 && codings[0] === 'chunked') return null;
  // An empty element is legal in other lists; here a peer may read it as something else.
  if (codings.some((coding) => !isToken(coding.split(';')[0] ?? ''))) {
    return refusal(400, 'malformed Transfer-Encoding');
  }
  const chunks = codings.filter((coding) => coding === 'chunked').length;
  if (chunks > 1) return refusal(400, 'chunked more than once in Transfer-Encoding');
  if (codings.some((coding) => /^chunked[ \t]*;/.test(coding))) {
    return refusal(400, 'chunked with parameters in Transfer-Encoding');
  }
  if (chunks === 1 && codings.at(-1) !== 'chunked') return refusal(400, 'chunked is not the last coding');
  return refusal(501, 'a Transfer-Encoding other than chunked is not supported');
}
