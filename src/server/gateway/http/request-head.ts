/**
 * The head of an HTTP/1.x request, from its first byte to the empty line, as one latin-1 text → what the server must
 * know of it, and the environ. Strict: what two readers could read in two ways is refused (RFC 9112).
 *
 * One regular expression looks for bytes that may stand nowhere, then the text is walked once, and the environ text of
 * the common request grows on the way. A header that is repeated, or a NUL in the path (`%00`), takes the slower way
 * through a map.
 */
import { encodeEnviron } from '../../exchange/environ-text.js';
import type { Environ } from '../../exchange/exchange.js';
import { type HeaderNames, headerKinds, isToken, joinerFor } from './header-names.js';
import { type Refusal, refusal } from './refusal.js';
import { isHost, parseTarget, type Target } from './request-target.js';
import { refuseCoding } from './transfer-coding.js';

export interface RequestHead {
  readonly method: string;
  /** The target as it was sent. */
  readonly uri: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/1.0';
  readonly environ: Environ;
  /** Whether the client wants the connection to stay open. */
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

const noBody: BodyFacts = { hasBody: false, contentLength: null, isChunked: false };
const chunks: BodyFacts = { hasBody: true, contentLength: null, isChunked: true };

/** Controls, DEL, and a CR or LF that is not half of a line's end. */
const illegal = /[^\t\x20-\x7e\x80-\xff\r\n]|\r(?!\n)|(?<!\r)\n/;
const usualMethods: ReadonlySet<string> = new Set([
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
]);
/** A method is any token, but one of this length is an attempt at something. */
const longestMethod = 256;

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
  if (illegal.test(text)) return refuseIllegal(text);
  const lineEnd = text.indexOf('\r\n');
  if (lineEnd < 0) return null;
  const methodEnd = text.indexOf(' ');
  const targetEnd = text.indexOf(' ', methodEnd + 1);
  if (methodEnd <= 0 || targetEnd < 0 || targetEnd > lineEnd) return refusal(400, 'malformed request line');
  const method = text.slice(0, methodEnd);
  if (!usualMethods.has(method) && (methodEnd > longestMethod || !isToken(method))) {
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

interface RequestLine {
  readonly method: string;
  readonly uri: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/1.0';
  readonly target: Target;
}

function parseFields(
  text: string,
  start: number,
  line: RequestLine,
  connection: string,
  names: HeaderNames,
): RequestHead | Refusal | null {
  const { target, protocol } = line;
  const isOld = protocol === 'HTTP/1.0';
  let environ =
    `REQUEST_METHOD\0${line.method}\0REQUEST_URI\0${line.uri}\0PATH_INFO\0${target.path}\0` +
    `QUERY_STRING\0${target.query}\0SERVER_PROTOCOL\0${protocol}\0SCRIPT_NAME\0\0${connection}`;
  if (target.host !== null) environ += `HTTP_HOST\0${target.host}\0`;
  const request = names.beginRequest();
  let [hosts, contentLength, expectsContinue] = [0, '', false];
  let [asksToClose, asksToStay] = [false, false];
  let coding: string | null = null;
  let isPlain = !target.path.includes('\0');
  let at = start;
  for (;;) {
    const end = text.indexOf('\r\n', at);
    if (end < 0) return null;
    if (end === at) break;
    const colon = text.indexOf(':', at);
    const header = colon < 0 || colon > end ? null : names.find(text.slice(at, colon));
    if (header === null) return refusal(400, 'malformed header');
    const value = trimmed(text, colon + 1, end);
    at = end + 2;
    switch (header.kind) {
      case headerKinds.dropped:
        continue;
      case headerKinds.host:
        hosts += 1;
        if (!isHost(value)) return refusal(400, 'malformed Host header');
        if (target.host !== null) continue;
        break;
      case headerKinds.contentLength:
        if (contentLength !== '') return refusal(400, 'more than one Content-Length');
        if (!/^\d+$/.test(value)) return refusal(400, 'malformed Content-Length');
        contentLength = value;
        break;
      case headerKinds.transferEncoding:
        coding = coding === null ? value : `${coding},${value}`;
        // The application gets the body without its chunks.
        continue;
      case headerKinds.connection:
        asksToClose ||= hasOption(value, 'close');
        asksToStay ||= isOld && hasOption(value, 'keep-alive');
        break;
      case headerKinds.expect:
        if (isOld || value === '') break;
        if (value.toLowerCase() !== '100-continue') return refusal(417, 'an expectation that is not known');
        expectsContinue = true;
        break;
    }
    if (header.seenIn === request) isPlain = false;
    header.seenIn = request;
    environ += `${header.prefix}${value}\0`;
  }
  if (hosts > 1) return refusal(400, 'more than one Host header');
  if (hosts === 0 && !isOld && target.host === null) return refusal(400, 'no Host header');
  if (coding !== null) {
    if (isOld) return refusal(400, 'Transfer-Encoding in HTTP/1.0');
    if (contentLength !== '') return refusal(400, 'both Content-Length and Transfer-Encoding');
    const refused = refuseCoding(coding);
    if (refused !== null) return refused;
  }
  const length = Number(contentLength);
  if (length > Number.MAX_SAFE_INTEGER) return refusal(400, 'Content-Length without measure');
  const body = length > 0 ? { hasBody: true, contentLength: length, isChunked: false } : noBody;
  return {
    method: line.method,
    uri: line.uri,
    protocol,
    environ: isPlain
      ? { text: environ.slice(0, -1), isJson: false }
      : environThroughMap(text, start, line, connection, names),
    keepsAlive: !asksToClose && (!isOld || asksToStay),
    body: coding === null ? body : chunks,
    expectsContinue,
  };
}

function hasOption(value: string, name: string): boolean {
  const text = value.toLowerCase();
  return text === name || (text.includes(name) && text.split(',').some((option) => option.trim() === name));
}

function trimmed(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function refuseIllegal(text: string): Refusal | null {
  // A CR at the very end of what is here may be half of a line's end.
  if (text.endsWith('\r') && !illegal.test(text.slice(0, -1))) return null;
  return refusal(400, 'a character that may not stand in a head');
}

function refuseProtocol(protocol: string): Refusal {
  // A version that exists, or might, and is not spoken here; any other text in its place is malformed.
  if (!/^HTTP\/[1-9]\.\d$/.test(protocol)) return refusal(400, 'malformed request line');
  return refusal(505, 'this server speaks HTTP/1.1 and HTTP/1.0');
}

/** All header lines have been looked at before. */
function environThroughMap(
  text: string,
  start: number,
  { method, uri, protocol, target }: RequestLine,
  connection: string,
  names: HeaderNames,
): Environ {
  const vars = new Map<string, string>([
    ['REQUEST_METHOD', method],
    ['REQUEST_URI', uri],
    ['PATH_INFO', target.path],
    ['QUERY_STRING', target.query],
    ['SERVER_PROTOCOL', protocol],
    ['SCRIPT_NAME', ''],
  ]);
  const shared = connection.split('\0');
  for (let at = 0; at + 1 < shared.length; at += 2) vars.set(shared[at] ?? '', shared[at + 1] ?? '');
  for (
    let at = start, end = text.indexOf('\r\n', at);
    end > at;
    at = end + 2, end = text.indexOf('\r\n', at)
  ) {
    const colon = text.indexOf(':', at);
    const header = names.find(text.slice(at, colon));
    if (header === null || header.kind === headerKinds.dropped) continue;
    if (header.kind === headerKinds.transferEncoding) continue;
    const value = trimmed(text, colon + 1, end);
    const before = vars.get(header.key);
    vars.set(header.key, before === undefined ? value : before + joinerFor(header.key) + value);
  }
  if (target.host !== null) vars.set('HTTP_HOST', target.host);
  return encodeEnviron(vars);
}
