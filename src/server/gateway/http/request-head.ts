/**
 * The head of an HTTP/1.x request, from its first byte to the empty line, as one latin-1 text → what the server must
 * know of it, and the environ. Strict: what two readers could read in two ways is refused (RFC 9112).
 *
 * One regular expression looks for bytes that may stand nowhere, then the text is walked once, and the environ text of
 * the common request grows on the way. A header that is repeated, or a NUL in the path (`%00`), takes the slower way
 * through a map.
 */
import type { Environ } from '../../exchange/exchange.js';
import { HEADER_KINDS, type HeaderNames, isToken } from './header-names.js';
import { type Refusal, refusal } from './refusal.js';
import { environThroughMap, lineVars, type RequestLine, trimmed } from './request-environ.js';
import { isHost, parseTarget, type Target } from './request-target.js';
import { refuseCoding } from './transfer-coding.js';

export interface RequestHead {
  readonly method: string;
  /** The target as it was sent. */
  readonly uri: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/1.0';
  readonly environ: Environ;
  /** The client wants the connection to stay open. */
  readonly keepsAlive: boolean;
  readonly body: BodyFacts;
  /** `Expect: 100-continue`. */
  readonly expectsContinue: boolean;
}

export interface BodyFacts {
  readonly hasBody: boolean;
  /** null: none was announced, or the body comes in chunks. */
  readonly contentLength: number | null;
  readonly isChunked: boolean;
}

const NO_BODY: BodyFacts = { hasBody: false, contentLength: null, isChunked: false };
const CHUNKS: BodyFacts = { hasBody: true, contentLength: null, isChunked: true };

/** Controls, DEL, and a CR or LF that is not half of a line's end. */
const ILLEGAL = /[^\t\x20-\x7e\x80-\xff\r\n]|\r(?!\n)|(?<!\r)\n/;
const USUAL_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
]);
/** A method is any token, but one of this length is an attempt at something. */
const LONGEST_METHOD = 256;

/**
 * @param text one head, or the beginning of one
 * @param connection the part of the environ that all requests of a connection share: `key NUL value NUL …`
 * @returns null when the empty line at the end is missing and nothing is wrong so far
 */
export function parseHead(
  text: string,
  connection: string,
  names: HeaderNames,
): RequestHead | Refusal | null {
  if (ILLEGAL.test(text)) return refuseIllegal(text);
  const lineEnd = text.indexOf('\r\n');
  if (lineEnd < 0) return null;
  const methodEnd = text.indexOf(' ');
  const targetEnd = text.indexOf(' ', methodEnd + 1);
  if (methodEnd <= 0 || targetEnd < 0 || targetEnd > lineEnd) return refusal(400, 'malformed request line');
  const method = text.slice(0, methodEnd);
  if (!USUAL_METHODS.has(method) && (methodEnd > LONGEST_METHOD || !isToken(method))) {
    return refusal(400, 'malformed method');
  }
  const protocol = text.slice(targetEnd + 1, lineEnd);
  if (protocol !== 'HTTP/1.1' && protocol !== 'HTTP/1.0') return refuseProtocol(protocol);
  if (method === 'CONNECT') return refusal(501, 'CONNECT is not supported');
  const uri = text.slice(methodEnd + 1, targetEnd);
  const target = parseTarget(uri, method);
  if (target === null) return refusal(400, 'malformed request target');
  return parseFields(text, lineEnd + 2, { method, uri, protocol, target }, connection, names);
}

/** Sum of the header lines read so far. */
interface SeenFields {
  hosts: number;
  contentLength: string;
  coding: string | null;
  asksToClose: boolean;
  asksToStay: boolean;
  expectsContinue: boolean;
  /** No header repeated and no NUL in the path: the environ needs no map. */
  isPlain: boolean;
}

function parseFields(
  text: string,
  start: number,
  line: RequestLine,
  connection: string,
  names: HeaderNames,
): RequestHead | Refusal | null {
  const { target, protocol } = line;
  const seen = nothingSeen(target);
  const fields = readFields(text, start, line, names, seen);
  if (typeof fields !== 'string') return fields;
  const refused = refuseTogether(seen, line);
  if (refused !== null) return refused;
  return {
    method: line.method,
    uri: line.uri,
    protocol,
    environ: seen.isPlain
      ? { text: (lineVars(line, connection) + fields).slice(0, -1), isJson: false }
      : environThroughMap(text, start, line, connection, names),
    keepsAlive: !seen.asksToClose && (protocol === 'HTTP/1.1' || seen.asksToStay),
    body: bodyFacts(seen),
    expectsContinue: seen.expectsContinue,
  };
}

/** @returns the variables of the header lines; null when the empty line after them is missing */
function readFields(
  text: string,
  start: number,
  line: RequestLine,
  names: HeaderNames,
  seen: SeenFields,
): string | Refusal | null {
  let environ = '';
  const request = names.beginRequest();
  let at = start;
  for (let end = text.indexOf('\r\n', at); end !== at; end = text.indexOf('\r\n', at)) {
    if (end < 0) return null;
    const colon = text.indexOf(':', at);
    const header = colon < 0 || colon > end ? null : names.find(text.slice(at, colon));
    if (header === null) return refusal(400, 'malformed header');
    const value = trimmed(text, colon + 1, end);
    at = end + 2;
    const verdict = takeField(header.kind, value, line, seen);
    if (verdict === 'drop') continue;
    if (verdict !== 'pass') return verdict;
    if (header.seenIn === request) seen.isPlain = false;
    header.seenIn = request;
    environ += `${header.prefix}${value}\0`;
  }
  return environ;
}

function nothingSeen({ path }: Target): SeenFields {
  return {
    hosts: 0,
    contentLength: '',
    coding: null,
    asksToClose: false,
    asksToStay: false,
    expectsContinue: false,
    isPlain: !path.includes('\0'),
  };
}

/** `pass`: the application gets the header. `drop`: it is the server's own business. */
function takeField(
  kind: number,
  value: string,
  { protocol, target }: RequestLine,
  seen: SeenFields,
): 'pass' | 'drop' | Refusal {
  switch (kind) {
    case HEADER_KINDS.dropped:
      return 'drop';
    case HEADER_KINDS.host:
      seen.hosts += 1;
      if (!isHost(value)) return refusal(400, 'malformed Host header');
      return target.host === null ? 'pass' : 'drop';
    case HEADER_KINDS.contentLength:
      return takeLength(value, seen);
    case HEADER_KINDS.transferEncoding:
      seen.coding = seen.coding === null ? value : `${seen.coding},${value}`;
      // The application gets the body without its chunks.
      return 'drop';
    case HEADER_KINDS.connection:
      seen.asksToClose ||= hasOption(value, 'close');
      seen.asksToStay ||= protocol === 'HTTP/1.0' && hasOption(value, 'keep-alive');
      return 'pass';
    case HEADER_KINDS.expect:
      return protocol === 'HTTP/1.0' ? 'pass' : takeExpectation(value, seen);
    default:
      return 'pass';
  }
}

function takeLength(value: string, seen: SeenFields): 'pass' | Refusal {
  if (seen.contentLength !== '') return refusal(400, 'more than one Content-Length');
  if (!/^\d+$/.test(value)) return refusal(400, 'malformed Content-Length');
  seen.contentLength = value;
  return 'pass';
}

function takeExpectation(value: string, seen: SeenFields): 'pass' | Refusal {
  if (value === '') return 'pass';
  if (value.toLowerCase() !== '100-continue') return refusal(417, 'an unknown expectation');
  seen.expectsContinue = true;
  return 'pass';
}

/** Rules about all header lines together. */
function refuseTogether(
  { hosts, coding, contentLength }: SeenFields,
  { protocol, target }: RequestLine,
): Refusal | null {
  if (hosts > 1) return refusal(400, 'more than one Host header');
  if (hosts === 0 && protocol === 'HTTP/1.1' && target.host === null) return refusal(400, 'no Host header');
  if (coding !== null) {
    if (protocol === 'HTTP/1.0') return refusal(400, 'Transfer-Encoding in HTTP/1.0');
    if (contentLength !== '') return refusal(400, 'both Content-Length and Transfer-Encoding');
    return refuseCoding(coding);
  }
  if (Number(contentLength) > Number.MAX_SAFE_INTEGER) return refusal(400, 'Content-Length is too large');
  return null;
}

function bodyFacts({ coding, contentLength }: SeenFields): BodyFacts {
  if (coding !== null) return CHUNKS;
  const length = Number(contentLength);
  return length > 0 ? { hasBody: true, contentLength: length, isChunked: false } : NO_BODY;
}

function hasOption(value: string, name: string): boolean {
  const text = value.toLowerCase();
  return text === name || (text.includes(name) && text.split(',').some((option) => option.trim() === name));
}

function refuseIllegal(text: string): Refusal | null {
  // A CR at the very end of what is here may be half of a line's end.
  if (text.endsWith('\r') && !ILLEGAL.test(text.slice(0, -1))) return null;
  return refusal(400, 'a character that is not allowed in a head');
}

function refuseProtocol(protocol: string): Refusal {
  // A version that exists, or might, and is not spoken here; any other text in its place is malformed.
  if (!/^HTTP\/[1-9]\.\d$/.test(protocol)) return refusal(400, 'malformed request line');
  return refusal(505, 'this server speaks HTTP/1.1 and HTTP/1.0');
}
