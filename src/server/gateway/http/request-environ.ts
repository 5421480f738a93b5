/** Environs of HTTP requests: text for the common request; by way of a map where a header is repeated. */
import { encodeEnviron } from '../../exchange/environ-text.js';
import type { Environ } from '../../exchange/exchange.js';
import { HEADER_KINDS, type HeaderNames, joinerFor } from './header-names.js';
import type { Target } from './request-target.js';

export interface RequestLine {
  readonly method: string;
  readonly uri: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/1.0';
  readonly target: Target;
}

/** The variables before those of the headers. */
export function lineVars({ method, uri, protocol, target }: RequestLine, connection: string): string {
  const vars =
    `REQUEST_METHOD\0${method}\0REQUEST_URI\0${uri}\0PATH_INFO\0${target.path}\0` +
    `QUERY_STRING\0${target.query}\0SERVER_PROTOCOL\0${protocol}\0SCRIPT_NAME\0\0${connection}`;
  return target.host === null ? vars : `${vars}HTTP_HOST\0${target.host}\0`;
}

/** All header lines have been looked at before. */
export function environThroughMap(
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
    if (header === null || header.kind === HEADER_KINDS.dropped) continue;
    if (header.kind === HEADER_KINDS.transferEncoding) continue;
    const value = trimmed(text, colon + 1, end);
    const before = vars.get(header.key);
    vars.set(header.key, before === undefined ? value : before + joinerFor(header.key) + value);
  }
  if (target.host !== null) vars.set('HTTP_HOST', target.host);
  return encodeEnviron(vars);
}

export function trimmed(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
