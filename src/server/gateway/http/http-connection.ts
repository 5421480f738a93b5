/**
 * One HTTP connection: its requests run one after the other, the next one when the answer before it is on its way.
 *
 *     reading ──▶ answering ──▶ reading …
 *        └────────────┴──▶ ending: the last answer goes out, what still comes is dropped for a while
 */
import type { Socket } from 'node:net';
import { withVar } from '../../exchange/environ-text.js';
import type { Outcome, RequestBody } from '../../exchange/exchange.js';
import { printable } from '../../log/request-log.js';
import { readShared } from '../../sockets/read-into.js';
import { Outbox } from '../answers/outbox.js';
import { DEFAULT_MEMORY_BYTES } from '../bodies/body-collector.js';
import { connectionEnviron, plainAddress } from '../client/connection-environ.js';
import { cutConnection, HOLD_MS } from '../client/cut-connection.js';
import { TakingWatch } from '../client/taking-watch.js';
import type { HttpConnectionOwner } from './http-connection-owner.js';
import { type ExchangeOwner, HttpExchange } from './http-exchange.js';
import { lastAnswer } from './own-answers.js';
import type { RequestHead } from './request-head.js';
import { type ReaderLimits, type ReaderOwner, RequestReader } from './request-reader.js';

/** Bytes that may still lie in the outbox when the next request begins. */
const BACKLOG_BYTES = 65_536;
/** A client may go on sending for this long after the last answer, so that it sees the answer and not a reset. */
const LINGER_MS = 2000;
const INTERIM = 'HTTP/1.1 100 Continue\r\n\r\n';
const CLIENT_LEFT = 'Client closed connection';

export class HttpConnection implements ExchangeOwner, ReaderOwner {
  readonly socket: Socket;
  readonly outbox: Outbox;
  readonly remote: string;
  readonly #front: HttpConnectionOwner<HttpConnection>;
  readonly #reader: RequestReader;
  readonly #taking: TakingWatch;
  #state: 'reading' | 'answering' | 'ending' = 'reading';
  /** `performance.now()` at which the client has been silent, or has taken nothing, for too long. */
  #deadline: number;
  #exchange: HttpExchange | null = null;
  /** The last answer has no length, and so is the last of its connection. */
  #isOpenEnded = false;
  /** The client has sent all that it will. */
  #isHalfClosed = false;
  #isHeld = false;

  /** @param accepted as `readInto` wants it */
  constructor(accepted: Socket, front: HttpConnectionOwner<HttpConnection>) {
    this.#front = front;
    this.#reader = new RequestReader(this, connectionEnviron(accepted));
    const socket = readShared(accepted, (bytes) => this.#guard(() => this.#reader.push(bytes)));
    this.socket = socket;
    this.remote = plainAddress(socket.remoteAddress ?? '');
    this.outbox = new Outbox(socket, front.settings.room);
    this.#taking = new TakingWatch(socket, this.outbox);
    this.outbox.onRoom = () => this.#exchange?.core?.resume();
    this.outbox.onBroken = () => this.#guard(() => this.#broken());
    this.outbox.onFault = (error) => this.failed(error);
    this.#deadline = performance.now() + front.timeoutMs;
    socket.on('end', () => this.#guard(() => this.#ended()));
    // 'close' follows and says all there is to say.
    socket.on('error', () => {});
    socket.on('close', () => this.#guard(() => this.#closed()));
  }

  get listener(): number {
    return this.#front.settings.listener;
  }

  get addHeaders(): readonly string[] {
    return this.#front.addHeaders;
  }

  get mayKeepAlive(): boolean {
    if (!this.#front.keepsAlive || this.#reader.isBodyUnread) return false;
    // Requests sent before the client closed its side are answered.
    return !this.#isHalfClosed || this.#reader.hasMore;
  }

  get limits(): ReaderLimits {
    const { bufferSize, limitPost, postBuffering } = this.#front.limits;
    return { head: bufferSize, post: limitPost, bodyMemory: postBuffering ?? DEFAULT_MEMORY_BYTES };
  }

  /** Without a request: it has nothing to lose. */
  get isIdle(): boolean {
    return this.#state === 'reading' && this.#reader.isIdle && this.outbox.pendingBytes === 0;
  }

  /** It is open only to be cut later. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  forgive(ms: number): void {
    this.#deadline += ms;
  }

  sweep(now: number): void {
    this.#guard(() => {
      const isTaking = this.outbox.pendingBytes > 0;
      if (this.#front.closesIdle && this.isIdle) this.socket.destroy();
      if (this.#isHalfClosed) this.#probe();
      // A client that sends no body is late only once the application reads from it.
      if (this.#state === 'answering' && !this.#reader.isBodyWanted) this.#watchRunning(isTaking);
      if (now >= this.#deadline) this.#overdue(isTaking);
    });
  }

  #watchRunning(isTaking: boolean): void {
    if (!isTaking) this.#deadline = Number.POSITIVE_INFINITY;
    else if (this.#deadline === Number.POSITIVE_INFINITY) this.#watchTaking();
  }

  touched(): void {
    this.#deadline = performance.now() + this.#front.timeoutMs;
  }

  hold(): void {
    this.socket.pause();
  }

  resume(): void {
    if (this.socket.isPaused()) this.socket.resume();
  }

  invite(): void {
    // In the middle of an answer it would be a part of that.
    if (this.#exchange === null || this.#exchange.hasBegun) return;
    this.touched();
    this.outbox.writeText(INTERIM);
  }

  request(head: RequestHead, body: RequestBody, gatheredLength: number | null): void {
    this.#guard(() => {
      if (!this.socket.destroyed) this.#submit(head, body, gatheredLength);
      else if (body.kind === 'follows') body.source.release();
    });
  }

  cannotKeep({ method, uri }: RequestHead, { message }: Error): void {
    this.#front.settings.log(`Cannot keep the body of ${method} ${printable(uri)}: ${message}`);
    this.#guard(() => this.refuse(500));
  }

  /** The last words to a request that does not reach the application. */
  refuse(status: number, reason?: string): void {
    this.#front.settings.counters.rejected += 1;
    this.#withdraw();
    this.outbox.writeText(lastAnswer(status, reason));
    this.#end();
  }

  answered(keepsAlive: boolean): void {
    this.#isOpenEnded = this.#exchange?.isOpenEnded ?? false;
    this.#exchange = null;
    if (!keepsAlive || this.#reader.isBodyUnread) this.#end();
    else if (this.outbox.pendingBytes <= BACKLOG_BYTES) this.#nextSoon();
    else {
      this.#watchTaking();
      this.outbox.whenTaken(() => this.#guard(() => this.#next()));
    }
  }

  cut(isOpenEnded: boolean): void {
    this.#exchange = null;
    this.#reader.close(CLIENT_LEFT);
    this.#state = 'ending';
    this.#watchTaking();
    this.outbox.whenTaken(() => {
      this.#isHeld = cutConnection(this.socket, isOpenEnded);
      if (this.#isHeld) this.#deadline = performance.now() + HOLD_MS;
    });
  }

  failed(error: unknown): void {
    this.#front.failed(error);
    this.socket.destroy();
  }

  settled(exchange: HttpExchange, outcome: Outcome): void {
    this.#front.settings.logRequest(exchange, outcome);
  }

  #submit(head: RequestHead, body: RequestBody, gatheredLength: number | null): void {
    this.#state = 'answering';
    if (!this.#reader.isBodyUnread) this.#deadline = Number.POSITIVE_INFINITY;
    const environ =
      gatheredLength === null
        ? head.environ
        : withVar(head.environ, 'CONTENT_LENGTH', String(gatheredLength));
    const exchange = new HttpExchange(this, head, environ);
    exchange.body = body;
    this.#exchange = exchange;
    this.#front.settings.dispatcher.submit(exchange);
  }

  /** From the top of the stack, however many requests lie here: one answered at once would begin the next in itself. */
  #nextSoon(): void {
    if (this.#reader.isBusy) setImmediate(() => this.#guard(() => this.#next()));
    else this.#next();
  }

  /** A part of an answer is lost; what the core still makes of it must not stand in its place. */
  #broken(): void {
    const isOpenEnded = this.#exchange?.isOpenEnded ?? this.#isOpenEnded;
    this.#withdraw();
    this.cut(isOpenEnded);
  }

  #next(): void {
    if (this.socket.destroyed || this.#state === 'ending') return;
    this.#state = 'reading';
    this.#deadline = performance.now() + this.#front.keepAliveMs;
    this.#reader.next();
    if (this.#isHalfClosed && this.#state === 'reading' && !this.#reader.isInHand) this.#finish();
  }

  #end(): void {
    this.#reader.close(CLIENT_LEFT);
    this.#state = 'ending';
    this.#watchTaking();
    this.socket.resume();
    this.outbox.whenTaken(() => {
      if (this.socket.destroyed) return;
      this.#deadline = performance.now() + LINGER_MS;
      this.socket.end();
    });
  }

  #overdue(isTaking: boolean): void {
    if (isTaking && !this.#isHeld && this.#taking.hasTaken()) this.touched();
    else if (isTaking || this.#isHeld || this.#state === 'ending' || this.#reader.isIdle)
      this.socket.destroy();
    else if (this.#reader.isInHand && this.#state === 'reading') this.touched();
    else if (this.#state === 'reading') this.refuse(408);
    else {
      // The application waits for a body that it has invited.
      this.#deadline = Number.POSITIVE_INFINITY;
      this.#reader.abortBody('Timeout');
    }
  }

  #watchTaking(): void {
    this.#taking.begin();
    this.touched();
  }

  #ended(): void {
    this.#isHalfClosed = true;
    if (this.#state === 'answering') {
      this.#reader.abortBody(CLIENT_LEFT);
      this.#probe();
    } else if (this.#state === 'ending') this.socket.end();
    // Otherwise all of it has come, and is on its way to a file.
    else if (!this.#reader.isInHand) this.#finish();
  }

  /** Nothing more will come, and no request is in hand. */
  #finish(): void {
    if (this.#reader.isReading) this.refuse(400, 'the request is incomplete');
    else if (this.outbox.pendingBytes > 0) this.#end();
    else this.socket.destroy();
  }

  /**
   * A client that has closed its side may have left, or wait for its answer. Where that has to wait for a core, this tells
   * them apart; it shows only when something is sent, twice, since it is the second that meets the reset. The request of
   * one that is gone need not wait for a core.
   */
  #probe(): void {
    const exchange = this.#exchange;
    if (exchange === null || exchange.probes >= 2 || exchange.request.protocol !== 'HTTP/1.1') return;
    if (!this.#front.settings.dispatcher.isWaiting(exchange)) return;
    exchange.probes += 1;
    this.outbox.writeText(INTERIM);
  }

  #closed(): void {
    this.#front.closed(this);
    this.#reader.close(CLIENT_LEFT);
    this.#withdraw();
  }

  #withdraw(): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    if (exchange !== null) this.#front.settings.dispatcher.withdraw(exchange);
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.failed(error);
    }
  }
}
