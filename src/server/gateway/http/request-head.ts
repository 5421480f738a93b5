/**
 * The head of an HTTP/1.x request (RFC 9112), from text to values. Strict: what two readers could take differently is
 * refused. Pure.
 */
import { checkHead, type HeadFacts, isRefusal, type Refusal } from './head-check.js';
import { parseTarget, type Target } from './request-target.js';

export interface RequestHead {
  readonly method: string;
  readonly uri: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/1.0';
  readonly target: Target;
  /** Names and values in turn, as they arrived. */
  readonly rawHeaders: readonly string[];
  readonly body: HeadFacts;
  /** Whether the client wants the connection to stay open. */
  readonly keepsAlive: boolean;
  /** `Expect: 100-continue`: the client sends its body when it is asked to. */
  readonly expectsContinue: boolean;
}

/** Bytes that may stand nowhere in a head, and line ends that are only half of one. */
const illegal = /[^\t\x20-\x7e\x80-\xff\r\n]|\r(?!\n)|(?<!\r)\n/;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const visible = /^[\x21-\x7e]+$/;

/**
 * @param text latin-1, with the empty line at its end
 * @param limitPost largest body, null without limit
 */
export function parseRequestHead(text: string, limitPost: number | null): RequestHead | Refusal {
  if (illegal.test(text)) return refusal(400, 'a control character or half a line end');
  const start = startOfRequest(text);
  const lineEnd = text.indexOf('\r\n', start);
  const line = parseRequestLine(text.slice(start, lineEnd));
  if ('status' in line) return line;
  const rawHeaders = parseFields(text, lineEnd + 2);
  if (rawHeaders === null) return refusal(400, 'malformed header line');
  const target = parseTarget(line.uri, line.method);
  if (target === null) return refusal(400, 'malformed target');
  const body = checkHead(line.protocol, rawHeaders, target.host !== null, limitPost);
  if (isRefusal(body)) return body;
  const expectation = listOf(rawHeaders, 'expect');
  if (expectation !== null && line.protocol === 'HTTP/1.1' && expectation.toLowerCase() !== '100-continue')
    return refusal(417, 'an expectation that is not known');
  return {
    ...line,
    target,
    rawHeaders,
    body,
    keepsAlive: keepsAlive(line.protocol, rawHeaders),
    expectsContinue: expectation !== null && line.protocol === 'HTTP/1.1' && body.hasBody,
  };
}

/** Empty lines before a request are left over from the body before it, with some clients. */
function startOfRequest(text: string): number {
  let at = 0;
  while (text.startsWith('\r\n', at) && at + 4 < text.length) at += 2;
  return at;
}

function parseRequestLine(line: string): Pick<RequestHead, 'method' | 'uri' | 'protocol'> | Refusal {
  const [method = '', uri = '', protocol = '', ...more] = line.split(' ');
  if (more.length > 0 || !token.test(method)) return refusal(400, 'malformed request line');
  if (protocol !== 'HTTP/1.1' && protocol !== 'HTTP/1.0') {
    // A version that exists and is not spoken here; any other text in its place is malformed.
    return /^HTTP\/[1-9]\.\d$/.test(protocol)
      ? refusal(505, `${protocol} is not spoken`)
      : refusal(400, 'malformed version');
  }
  if (!visible.test(uri)) return refusal(400, 'malformed target');
  if (method === 'CONNECT') return refusal(501, 'no proxy');
  return { method, uri, protocol };
}

/** @returns null when a line is not `name: value` */
export function parseFields(text: string, from: number): string[] | null {
  const fields: string[] = [];
  for (let at = from; !text.startsWith('\r\n', at); ) {
    const end = text.indexOf('\r\n', at);
    const colon = text.indexOf(':', at);
    if (end < 0 || colon < 0 || colon > end) return null;
    const name = text.slice(at, colon);
    if (!isToken(name)) return null;
    fields.push(name, trimmed(text, colon + 1, end));
    at = end + 2;
  }
  return fields;
}

/** Names that came before; most requests bring the same ones. Bounded, since clients choose them. */
const knownNames = new Set<string>();
const maxKnownNames = 500;
const longestKnownName = 64;

function isToken(name: string): boolean {
  if (knownNames.has(name)) return true;
  if (!token.test(name)) return false;
  if (name.length > longestKnownName) return true;
  if (knownNames.size >= maxKnownNames) knownNames.clear();
  knownNames.add(name);
  return true;
}

function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function keepsAlive(protocol: string, rawHeaders: readonly string[]): boolean {
  const value = listOf(rawHeaders, 'connection');
  if (value === null) return protocol === 'HTTP/1.1';
  const wishes = value
    .toLowerCase()
    .split(',')
    .map((wish) => wish.trim());
  if (wishes.includes('close')) return false;
  return protocol === 'HTTP/1.1' || wishes.includes('keep-alive');
}

/** All values of a header as one list; null when there is none. */
function listOf(rawHeaders: readonly string[], lowerName: string): string | null {
  let joined: string | null = null;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length !== lowerName.length || name.toLowerCase() !== lowerName) continue;
    const value = rawHeaders[at + 1] ?? '';
    joined = joined === null ? value : `${joined}, ${value}`;
  }
  return joined;
}

function refusal(status: Refusal['status'], reason: string): Refusal {
  return { status, reason };
}
