/**
 * HTTP request → environ. The common request is one pass over the raw headers that appends to one text; a header
 * that is repeated, or a NUL in the path (`%00`), takes the slower way through a map.
 */
import { encodeEnviron } from '../../dispatch/environ-text.js';
import type { Environ } from '../../dispatch/exchange.js';
import type { Target } from './request-target.js';

export interface EnvironSource {
  readonly method: string;
  readonly uri: string;
  readonly target: Target;
  readonly protocol: string;
  /** What is the same for all requests of a connection: `key NUL value NUL …`, with a NUL at the end. */
  readonly connection: string;
  /** Names and values in turn, as they arrived. */
  readonly rawHeaders: readonly string[];
  /** Length of a body that came in chunks and was gathered; null when a header says it. */
  readonly gatheredLength: number | null;
}

interface HeaderKey {
  /** '' for a header that does not reach the application. */
  readonly key: string;
  /** Number of the last request that had it. */
  seenIn: number;
}

/** By name as sent; `X-A` and `x-a` share one key. */
const knownNames = new Map<string, HeaderKey>();
const knownKeys = new Map<string, HeaderKey>();
/** Clients choose names: remember so many, of usual length, and begin anew when that is too little. */
const maxKnownNames = 1000;
const longestKnownName = 64;
let requestNumber = 0;

export function buildHttpEnviron(source: EnvironSource): Environ {
  const { target, rawHeaders } = source;
  if (target.path.includes('\0')) return buildThroughMap(source);
  requestNumber += 1;
  let text =
    `REQUEST_METHOD\0${source.method}\0REQUEST_URI\0${source.uri}\0PATH_INFO\0${target.path}\0` +
    `QUERY_STRING\0${target.query}\0SERVER_PROTOCOL\0${source.protocol}\0SCRIPT_NAME\0\0${source.connection}`;
  if (target.host !== null) text += `HTTP_HOST\0${target.host}\0`;
  if (source.gatheredLength !== null) text += `CONTENT_LENGTH\0${source.gatheredLength}\0`;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = knownHeaderFor(rawHeaders[at] ?? '');
    if (header === null) return buildThroughMap(source);
    if (header.key === '' || (header.key === 'HTTP_HOST' && target.host !== null)) continue;
    if (header.seenIn === requestNumber) return buildThroughMap(source);
    header.seenIn = requestNumber;
    text += `${header.key}\0${rawHeaders[at + 1]}\0`;
  }
  return { text: text.slice(0, -1), isJson: false };
}

function buildThroughMap(source: EnvironSource): Environ {
  const { target, rawHeaders } = source;
  const vars = new Map<string, string>([
    ['REQUEST_METHOD', source.method],
    ['REQUEST_URI', source.uri],
    ['PATH_INFO', target.path],
    ['QUERY_STRING', target.query],
    ['SERVER_PROTOCOL', source.protocol],
    ['SCRIPT_NAME', ''],
  ]);
  const connection = source.connection.split('\0');
  for (let at = 0; at + 1 < connection.length; at += 2)
    vars.set(connection[at] ?? '', connection[at + 1] ?? '');
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const key = environKeyFor(rawHeaders[at] ?? '');
    if (key === '') continue;
    const before = vars.get(key);
    const value = rawHeaders[at + 1] ?? '';
    vars.set(key, before === undefined ? value : before + joinerFor(key) + value);
  }
  if (target.host !== null) vars.set('HTTP_HOST', target.host);
  if (source.gatheredLength !== null) vars.set('CONTENT_LENGTH', String(source.gatheredLength));
  return encodeEnviron(vars);
}

/** How the values of a repeated header become one. */
export function joinerFor(key: string): string {
  return key === 'HTTP_COOKIE' ? '; ' : ', ';
}

/** null when it cannot be remembered for this request. */
function knownHeaderFor(name: string): HeaderKey | null {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  if (name.length > longestKnownName) return null;
  if (knownNames.size >= maxKnownNames) {
    knownNames.clear();
    knownKeys.clear();
    return null;
  }
  const key = environKeyFor(name);
  const header = knownKeys.get(key) ?? { key, seenIn: 0 };
  knownKeys.set(key, header);
  knownNames.set(name, header);
  return header;
}

/** '' for a header that is dropped: `A_B` would pass for `A-B`, and the body has been taken out of its chunks. */
function environKeyFor(name: string): string {
  if (name.includes('_')) return '';
  const key = name.toUpperCase().replaceAll('-', '_');
  if (key === 'TRANSFER_ENCODING') return '';
  // As HTTP_PROXY it would set the proxy of programs that the application starts (httpoxy).
  if (key === 'PROXY') return '';
  return key === 'CONTENT_TYPE' || key === 'CONTENT_LENGTH' ? key : `HTTP_${key}`;
}
