import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { CoreLink } from '../dispatch/core-link.js';
import {
  type AnswerHead,
  type Environ,
  type Exchange,
  type Failure,
  type Outcome,
  type RequestBody,
  statusForFailure,
} from '../dispatch/exchange.js';
import { cutConnection, holdMillis } from './cut-connection.js';
import { sendPlain } from './own-answers.js';

/** What a client may leave unread before its core is held. */
const maxBufferedBytes = 1_048_576;

/** The rest of the front, as an exchange sees it. */
export interface HttpExchangeOwner {
  readonly addHeaders: readonly string[];
  /** Whether connections stay open after an answer. */
  readonly keepsAlive: boolean;
  /** There is more on its way than the client has taken: it is dropped if it takes nothing for too long. */
  watchTaking(socket: Socket): void;
  /** All of the answer has been handed to Node. */
  answered(exchange: HttpExchange): void;
  settled(exchange: HttpExchange, outcome: Outcome): void;
}

/** What the requests of one connection share. */
export interface HttpConnection {
  readonly socket: Socket;
  /** The part of the environ that is the same for all of them. */
  readonly environ: string;
  readonly remote: string;
  /** Those that are not answered yet, in the order they came. */
  readonly exchanges: HttpExchange[];
  /** Its answer was cut, and nothing ends it but the client (`cut-connection.ts`). */
  isHeld: boolean;
  /** A request on it had its last words from the server; what follows is not looked at. */
  isRefused: boolean;
}

/** One HTTP request and its answer on Node's ServerResponse, which does the framing. */
export class HttpExchange implements Exchange {
  readonly listener: number;
  readonly method: string;
  readonly uri: string;
  readonly protocol: string;
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
  readonly connection: HttpConnection;
  readonly #owner: HttpExchangeOwner;
  #headSent = false;
  #hasLength = false;
  #isHolding = false;

  constructor(
    owner: HttpExchangeOwner,
    listener: number,
    request: IncomingMessage,
    response: ServerResponse,
    connection: HttpConnection,
  ) {
    this.#owner = owner;
    this.listener = listener;
    this.method = request.method ?? '';
    this.uri = request.url ?? '';
    this.protocol = `HTTP/${request.httpVersion}`;
    this.connection = connection;
    this.response = response;
  }

  get request() {
    return {
      remote: this.connection.remote,
      user: '',
      method: this.method,
      uri: this.uri,
      protocol: this.protocol,
    };
  }

  get sentBytes(): number {
    return this.headBytes + this.bodyBytes;
  }

  answerHead(head: AnswerHead): void {
    const { response } = this;
    if (this.gone) return;
    const { status, headers } = head;
    if (!this.#owner.keepsAlive) response.shouldKeepAlive = false;
    this.status = Number(status.slice(0, 3));
    this.headerCount = headers.length >> 1;
    this.headBytes = head.bytes;
    this.#headSent = true;
    this.#hasLength = hasLength(headers);
    if (this.#owner.addHeaders.length > 0) headers.push(...this.#owner.addHeaders);
    response.writeHead(this.status, status.slice(4), headers);
  }

  answerData(data: Buffer): boolean {
    if (this.gone) return true;
    this.bodyBytes += data.length;
    const { response } = this;
    if (response.write(data) || response.writableLength <= maxBufferedBytes) return true;
    // More of the same read may follow: one wait is enough for all.
    if (!this.#isHolding) {
      this.#isHolding = true;
      this.#owner.watchTaking(this.connection.socket);
      response.once('drain', () => {
        this.#isHolding = false;
        this.core?.resume();
      });
    }
    return false;
  }

  answerWhole(head: AnswerHead, data: Buffer): void {
    this.answerHead(head);
    if (this.gone) return;
    this.bodyBytes += data.length;
    this.response.end(data);
    this.#answered();
  }

  answerEnd(): void {
    if (this.gone) return;
    this.response.end();
    this.#answered();
  }

  answerCut(): void {
    if (this.gone) return;
    const { response, connection } = this;
    response.shouldKeepAlive = false;
    // The response has no socket of its own yet when the one before it is still on its way.
    const isHeld = cutConnection(connection.socket, !response.chunkedEncoding && !this.#hasLength);
    if (!isHeld) return;
    connection.isHeld = true;
    setTimeout(() => connection.socket.destroy(), holdMillis).unref();
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
    this.#answered();
  }

  settled(outcome: Outcome): void {
    this.#owner.settled(this, outcome);
  }

  #answered(): void {
    if (this.response.writableLength > 0) this.#owner.watchTaking(this.connection.socket);
    this.#owner.answered(this);
  }
}

function hasLength(headers: readonly string[]): boolean {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at];
    if (name?.length === 14 && name.toLowerCase() === 'content-length') return true;
  }
  return false;
}
