/** Host and the framing of the body: what RFC 9112 wants refused, and what could be taken in two ways. Pure. */
import { isHost } from './request-target.js';

export interface HeadFacts {
  readonly hasBody: boolean;
  /** null: none was announced (or the body comes in chunks). */
  readonly contentLength: number | null;
  readonly isChunked: boolean;
}

export interface Refusal {
  readonly status: 400 | 413 | 417 | 501 | 505;
  readonly reason: string;
}

/** @param limitPost largest body, null without limit */
export function checkHead(
  protocol: string,
  rawHeaders: readonly string[],
  hasAbsoluteTarget: boolean,
  limitPost: number | null,
): HeadFacts | Refusal {
  let hosts = 0;
  let length: string | null = null;
  let encoding: string | null = null;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const value = rawHeaders[at + 1] ?? '';
    // Only these lengths matter here; a look at the length spares lower-casing every name.
    if (name.length === 4 && name.toLowerCase() === 'host') {
      hosts += 1;
      if (!isHost(value)) return refusal(400, 'malformed Host header');
    } else if (name.length === 14 && name.toLowerCase() === 'content-length') {
      if (length !== null) return refusal(400, 'more than one Content-Length');
      length = value;
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      if (value === '') return refusal(400, 'empty Transfer-Encoding');
      // Several lines are one list.
      encoding = encoding === null ? value : `${encoding}, ${value}`;
    }
  }
  if (hosts > 1) return refusal(400, 'more than one Host header');
  if (hosts === 0 && protocol === 'HTTP/1.1' && !hasAbsoluteTarget) return refusal(400, 'no Host header');
  if (length !== null && !/^\d{1,15}$/.test(length)) return refusal(400, 'malformed Content-Length');
  if (encoding !== null) return checkEncoding(protocol, encoding, length !== null);
  const contentLength = length === null ? null : Number(length);
  if (contentLength !== null && limitPost !== null && contentLength > limitPost) {
    return refusal(413, `body of ${contentLength} bytes (max ${limitPost})`);
  }
  return { hasBody: contentLength !== null && contentLength > 0, contentLength, isChunked: false };
}

export function isRefusal<T extends object>(result: T | Refusal): result is Refusal {
  return 'status' in result;
}

function checkEncoding(protocol: string, encoding: string, hasLength: boolean): HeadFacts | Refusal {
  if (hasLength) return refusal(400, 'both Content-Length and Transfer-Encoding');
  if (protocol === 'HTTP/1.0') return refusal(400, 'Transfer-Encoding in HTTP/1.0');
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.replace(/^[ \t]+|[ \t]+$/g, ''));
  if (codings.length === 1 && codings[0] === 'chunked')
    return { hasBody: true, contentLength: null, isChunked: true };
  // Where the body ends nobody can say (RFC 9112, 6.3), or two readers would not agree.
  if (codings.indexOf('chunked') !== codings.length - 1 && codings.includes('chunked'))
    return refusal(400, 'chunked is not the last Transfer-Encoding');
  if (codings.includes('')) return refusal(400, 'empty element in Transfer-Encoding');
  return refusal(501, `Transfer-Encoding "${encoding}" is not supported`);
}

function refusal(status: Refusal['status'], reason: string): Refusal {
  return { status, reason };
}
