/** What Node's parser lets through and this server does not (wsgi-server.md D). Pure. */
import { isHost } from './request-target.js';

export interface HeadFacts {
  readonly hasBody: boolean;
  /** null: none was announced (or the body comes in chunks). */
  readonly contentLength: number | null;
  readonly isChunked: boolean;
}

export interface Refusal {
  readonly status: 400 | 413 | 501 | 505;
  readonly reason: string;
}

/**
 * @param httpVersion `1.1` or `1.0`
 * @param limitPost largest body, null without limit
 */
export function checkHead(
  httpVersion: string,
  rawHeaders: readonly string[],
  hasAbsoluteTarget: boolean,
  limitPost: number | null,
): HeadFacts | Refusal {
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    return refusal(505, `HTTP/${httpVersion} is not supported`);
  let hosts = 0;
  let contentLength: number | null = null;
  let transferEncoding: string | null = null;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    // Only these lengths matter here; a look at the length spares lower-casing every name.
    if (name.length === 4 && name.toLowerCase() === 'host') {
      hosts += 1;
      if (!isHost(rawHeaders[at + 1] ?? '')) return refusal(400, 'malformed Host header');
    } else if (name.length === 14 && name.toLowerCase() === 'content-length') {
      contentLength = Number(rawHeaders[at + 1]);
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      transferEncoding = (rawHeaders[at + 1] ?? '').toLowerCase();
    }
  }
  if (hosts > 1) return refusal(400, 'more than one Host header');
  if (hosts === 0 && httpVersion === '1.1' && !hasAbsoluteTarget) return refusal(400, 'no Host header');
  if (transferEncoding !== null) return checkChunked(httpVersion, transferEncoding, contentLength);
  if (contentLength !== null && limitPost !== null && contentLength > limitPost) {
    return refusal(413, `body of ${contentLength} bytes (max ${limitPost})`);
  }
  return { hasBody: contentLength !== null && contentLength > 0, contentLength, isChunked: false };
}

export function isRefusal(result: HeadFacts | Refusal): result is Refusal {
  return 'status' in result;
}

function checkChunked(
  httpVersion: string,
  encoding: string,
  contentLength: number | null,
): HeadFacts | Refusal {
  if (encoding === '') return refusal(400, 'empty Transfer-Encoding');
  if (contentLength !== null) return refusal(400, 'both Content-Length and Transfer-Encoding');
  if (httpVersion === '1.0') return refusal(400, 'Transfer-Encoding in HTTP/1.0');
  if (encoding !== 'chunked') return refusal(501, `Transfer-Encoding "${encoding}" is not supported`);
  return { hasBody: true, contentLength: null, isChunked: true };
}

function refusal(status: Refusal['status'], reason: string): Refusal {
  return { status, reason };
}
