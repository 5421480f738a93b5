/**
 * A stats server's reply as it arrives: bare JSON that ends with the connection, or the same behind an HTTP head. uWSGI
 * closes after either; other HTTP servers may keep the connection open, so Content-Length and chunks tell the end too.
 */
import { ChunkedBody } from './chunked-body.js';
import { joinBytes } from './gathered-bytes.js';
import { bodyStart, type HttpHead, parseHttpHead } from './http-head.js';
import { StatsReplyError } from './stats-reply-error.js';

export interface StatsReply {
  readonly protocol: 'raw' | 'http';
  /** The HTTP status, `null` for a raw reply. */
  readonly status: number | null;
  /** The body, undecodable bytes replaced by U+FFFD. */
  readonly text: string;
}

export type ReplyProgress =
  /** The end is not known before the connection closes. */
  | 'more'
  /** Nothing that still comes belongs to the reply. */
  | 'complete'
  /** Neither a document nor HTTP: no use to wait for the rest. */
  | 'foreign';

/** Takes a whole reply. Throws `StatsReplyError`. */
export function decodeStatsReply(bytes: Uint8Array): StatsReply {
  const reader = new StatsReplyReader();
  reader.push(bytes);
  return reader.finish();
}

/** Takes one reply in pieces of any size; they are kept, not copied. */
export class StatsReplyReader {
  #kind: 'unknown' | 'raw' | 'http' | 'foreign' = 'unknown';
  #pieces: Uint8Array[] = [];
  #head: HttpHead | null = null;
  #chunked: ChunkedBody | null = null;
  #bodyBytes = 0;

  /** Throws `StatsReplyError` for a head that is none. */
  push(piece: Uint8Array): ReplyProgress {
    if (this.#kind === 'unknown') this.#takeBeginning(piece);
    else if (this.#kind === 'http' && this.#head === null) this.#takeHead(piece);
    else this.#takeBody(piece);
    return this.#progress();
  }

  /** The reply, with as much of its body as came. Throws `StatsReplyError` without a head, or with one that says no. */
  finish(): StatsReply {
    if (this.#head === null) return this.#finishWithoutHead();
    const { status, contentLength } = this.#head;
    if (status < 200 || status > 299) {
      throw new StatsReplyError('status', `the server answered with HTTP status ${status}`);
    }
    const body = this.#chunked?.body.joined() ?? joinBytes(this.#pieces);
    return { protocol: 'http', status, text: decodeText([body.subarray(0, contentLength ?? body.length)]) };
  }

  #finishWithoutHead(): StatsReply {
    const text = decodeText(this.#pieces);
    if (this.#kind === 'http' || (this.#kind === 'unknown' && text.trim() !== '')) {
      throw new StatsReplyError('truncated', 'the HTTP head of the reply ends in the middle');
    }
    return { protocol: 'raw', status: null, text };
  }

  #takeBeginning(piece: Uint8Array): void {
    const beginning = joinBytes([...this.#pieces, piece]);
    this.#kind = kindOf(beginning);
    this.#pieces = this.#kind === 'http' ? [] : [beginning];
    if (this.#kind === 'http') this.#takeHead(beginning);
  }

  #takeHead(piece: Uint8Array): void {
    const bytes = joinBytes([...this.#pieces, piece]);
    const end = bodyStart(bytes);
    this.#pieces = [bytes];
    if (end === null && bytes.length <= MAX_HEAD_BYTES) return;
    this.#head = end === null ? null : parseHttpHead(decodeText([bytes.subarray(0, end)]));
    if (end === null || this.#head === null)
      throw new StatsReplyError('malformed', 'the reply has no valid HTTP head');
    this.#chunked = this.#head.chunked ? new ChunkedBody() : null;
    this.#pieces = [];
    this.#takeBody(bytes.subarray(end));
  }

  #takeBody(piece: Uint8Array): void {
    this.#bodyBytes += piece.length;
    if (this.#chunked === null) this.#pieces.push(piece);
    else this.#chunked.push(piece);
  }

  #progress(): ReplyProgress {
    if (this.#kind === 'foreign') return 'foreign';
    if (this.#head === null) return 'more';
    if (this.#chunked !== null) return this.#chunked.ended ? 'complete' : 'more';
    const { contentLength } = this.#head;
    return contentLength !== null && this.#bodyBytes >= contentLength ? 'complete' : 'more';
  }
}

const MAX_HEAD_BYTES = 16 * 1024;
const OPEN_BRACE = 0x7b;
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, 0x0a]);
const BYTE_ORDER_MARK: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf]);
const HTTP = [0x48, 0x54, 0x54, 0x50, 0x2f];

function kindOf(beginning: Uint8Array): 'unknown' | 'raw' | 'http' | 'foreign' {
  const start = beginning.findIndex((byte) => !BLANKS.has(byte) && !BYTE_ORDER_MARK.has(byte));
  if (start < 0) return beginning.length <= MAX_HEAD_BYTES ? 'unknown' : 'foreign';
  if (beginning[start] === OPEN_BRACE) return 'raw';
  const compared = beginning.subarray(0, HTTP.length);
  if (!compared.every((byte, index) => byte === HTTP[index])) return 'foreign';
  return compared.length === HTTP.length ? 'http' : 'unknown';
}

function decodeText(pieces: readonly Uint8Array[]): string {
  return new TextDecoder().decode(joinBytes(pieces));
}
