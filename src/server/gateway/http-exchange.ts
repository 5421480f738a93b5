import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CoreLink } from '../dispatch/core-link.js';
import {
  type Environ,
  type Exchange,
  type Failure,
  type Outcome,
  type RequestBody,
  statusForFailure,
} from '../dispatch/exchange.js';
import { noApplication } from '../dispatch/link-frames.js';
import { cutConnection } from './cut-connection.js';

/** What a client may leave unread before its core is held. */
const maxBufferedBytes = 1_048_576;

/** The rest of the front, as an exchange sees it. */
export interface HttpExchangeOwner {
  readonly addHeaders: readonly string[];
  readonly isDraining: boolean;
  settled(exchange: HttpExchange, outcome: Outcome): void;
}

/** One HTTP request and its answer on Node's ServerResponse, which does the framing. */
export class HttpExchange implements Exchange {
  readonly listener: number;
  readonly method: string;
  readonly uri: string;
  readonly protocol: string;
  readonly remote: string;
  readonly hasTimeout = true;
  readonly app = noApplication;
  environ: Environ = { text: '', isJson: false };
  body: RequestBody = { kind: 'whole', bytes: null };
  core: CoreLink | null = null;
  since = 0;
  gone = false;
  /** Head and body are here. */
  isReady = false;
  bodyBytes = 0;
  headBytes = 0;
  headerCount = 0;
  status = 0;
  readonly response: ServerResponse;
  readonly #owner: HttpExchangeOwner;
  #headSent = false;
  #hasLength = false;

  constructor(
    owner: HttpExchangeOwner,
    listener: number,
    request: IncomingMessage,
    response: ServerResponse,
    remote: string,
  ) {
    this.#owner = owner;
    this.listener = listener;
    this.method = request.method ?? '';
    this.uri = request.url ?? '';
    this.protocol = `HTTP/${request.httpVersion}`;
    this.remote = remote;
    this.response = response;
  }

  get request() {
    return { remote: this.remote, user: '', method: this.method, uri: this.uri, protocol: this.protocol };
  }

  get sentBytes(): number {
    return this.headBytes + this.bodyBytes;
  }

  answerHead(fields: readonly string[]): void {
    const { response } = this;
    if (this.gone) return;
    const status = fields[0] ?? '500';
    if (this.#owner.isDraining) response.shouldKeepAlive = false;
    this.status = Number(status.slice(0, 3));
    this.headerCount = (fields.length - 1) >> 1;
    this.headBytes = headBytesOf(fields);
    this.#headSent = true;
    this.#hasLength = hasLength(fields);
    const headers = fields.slice(1).concat(this.#owner.addHeaders);
    // Node takes names and values in turn here, which its types do not say.
    response.writeHead(this.status, status.slice(4), headers);
  }

  answerData(data: Buffer): boolean {
    if (this.gone) return true;
    this.bodyBytes += data.length;
    const { response } = this;
    if (response.write(data) || response.writableLength <= maxBufferedBytes) return true;
    response.once('drain', () => this.core?.resume());
    return false;
  }

  answerWhole(fields: readonly string[], data: Buffer): void {
    this.answerHead(fields);
    if (this.gone) return;
    this.bodyBytes += data.length;
    this.response.end(data);
  }

  answerEnd(): void {
    if (!this.gone) this.response.end();
  }

  answerCut(): void {
    const { socket, chunkedEncoding } = this.response;
    if (this.gone || socket === null) return;
    this.response.shouldKeepAlive = false;
    cutConnection(socket, !chunkedEncoding && !this.#hasLength);
  }

  answerFailure(failure: Failure): void {
    if (this.gone) return;
    if (this.#headSent) {
      this.answerCut();
      return;
    }
    this.#headSent = true;
    this.status = statusForFailure[failure];
    sendPlain(this.response, this.status, this.status === 503 ? ['Retry-After', '1'] : []);
  }

  settled(outcome: Outcome): void {
    this.#owner.settled(this, outcome);
  }
}

/** A short text answer of the server's own. */
export function sendPlain(response: ServerResponse, status: number, headers: readonly string[]): void {
  const text = `${reasons[status] ?? 'Error'}\n`;
  if (status !== 502 && status !== 503 && status !== 504) response.shouldKeepAlive = false;
  response.writeHead(status, reasons[status], [
    'Content-Type',
    'text/plain',
    'Content-Length',
    String(text.length),
    ...headers,
  ]);
  response.end(text);
}

export const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};

/** As uWSGI counts: status line and headers with their line ends. */
function headBytesOf(fields: readonly string[]): number {
  let bytes = 'HTTP/1.1 '.length + 4;
  for (const field of fields) bytes += field.length + 2;
  return bytes - 2 + (fields.length > 1 ? 0 : 2);
}

function hasLength(fields: readonly string[]): boolean {
  for (let at = 1; at < fields.length; at += 2) {
    if (fields[at]?.length === 14 && fields[at]?.toLowerCase() === 'content-length') return true;
  }
  return false;
}
