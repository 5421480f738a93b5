import { METHODS } from 'node:http';
import type { Reading } from './reading.js';

type Applies = (text: string, here: Reading, node: Reading) => boolean;

/** Where this server reads a request in another way than node:http, and why that is right. */
export const reasons: Readonly<Record<string, Applies>> = {
  'RFC 9112 §9.6: what comes after the last request of a connection is ignored, not judged': (
    _,
    here,
    node,
  ) => node.refusal === 'HPE_CLOSED_CONNECTION' && here.refusal === null && isBeginning(node, here),
  'RFC 9110 §9.1: a method is any token': (_, here, node) =>
    node.refusal === 'HPE_INVALID_METHOD' &&
    isBeginning(node, here) &&
    !METHODS.includes(nextMethod(node, here)),
  'RFC 9110 §10.1.1: an expectation is known or not; to contain 100-continue is not enough': (
    text,
    here,
    node,
  ) =>
    here.refusal?.startsWith('417 ') === true &&
    isBeginning(here, node) &&
    /^Expect:.*100-continue/im.test(text),
  'RFC 9112 §3: one space before the target, and one behind it': (text, here, node) =>
    here.refusal?.includes('malformed request') === true && isBeginning(here, node) && /\S {2,}\S/.test(text),
  'RFC 9112 §2.2: an empty line before a request is CR LF, not one of the two': (text, here, node) =>
    here.refusal?.startsWith('400 ') === true && isBeginning(here, node) && hasHalfLineEnd(text, here),
  'RFC 9110 §7.8: an Upgrade may be ignored; what is behind it is a request': (text, here, node) =>
    node.refusal === null && isBeginning(node, here) && /^Upgrade:/im.test(text),
  'RFC 9112 §7.1.1: blanks and quoted text may stand in the extensions of a chunk': (text, here, node) =>
    /CHUNK|STRICT/.test(node.refusal ?? '') &&
    isBeginning(node, here) &&
    /^[\da-f]+(?:[\t ]+;|;.*[\t "])/im.test(text),
  'RFC 9112 §7.1.1: what follows the = of an extension is a token or quoted text': (text, here, node) =>
    here.refusal?.includes('chunk size') === true && isBeginning(here, node) && /^[\da-f]+;.*=/im.test(text),
  'RFC 9112 §6.1: several Transfer-Encoding lines are one list': (text, here, node) =>
    /coding/i.test(here.refusal ?? '') &&
    isBeginning(here, node) &&
    count(text, /^Transfer-Encoding:/gim) > 1,
  'RFC 9110 §5.5: blanks around a value, tabs too, are no part of it': (text, here, node) =>
    /INVALID_(?:CONTENT_LENGTH|TRANSFER_ENCODING)|CLOSED_CONNECTION/.test(node.refusal ?? '') &&
    isBeginning(node, here) &&
    /^(?:Content-Length|Transfer-Encoding|Connection):.*\t/im.test(text),
  'RFC 9110 §5.6.1: an empty list of expectations expects nothing': (text, here, node) =>
    node.refusal === '417' && isBeginning(node, here) && /^Expect:[\t ]*\r$/im.test(text),
  'RFC 9112 §9.3: close outweighs keep-alive, on whichever line': (text, here, node) =>
    here.refusal === null && isBeginning(here, node) && count(text, /^Connection:/gim) > 1,
};

export function reasonFor(text: string, here: Reading, node: Reading): string | null {
  for (const [reason, applies] of Object.entries(reasons)) if (applies(text, here, node)) return reason;
  return null;
}

/** Both read the same as long as the one went on. */
function isBeginning(one: Reading, other: Reading): boolean {
  return JSON.stringify(one.requests) === JSON.stringify(other.requests.slice(0, one.requests.length));
}

/** Of the first request that `other` has taken beyond those of `one`. */
function nextMethod(one: Reading, other: Reading): string {
  const vars = other.requests[one.requests.length]?.vars ?? [];
  return vars.find((text) => text.startsWith('REQUEST_METHOD='))?.slice(15) ?? '';
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** By itself, or because a body has taken the other half. */
function hasHalfLineEnd(text: string, { requests }: Reading): boolean {
  return /(?<!\r)\n|\r(?!\n)/.test(text) || requests.at(-1)?.body.endsWith('\r') === true;
}
