/**
 * One connection of an HTTP client, from its first byte to its last. It is read as a sequence: a head, its body, its
 * answer, then the next head. What comes ahead of its turn stays bytes, up to a limit, and then the connection is not
 * read; so whatever follows a complete request is judged only when that request has its answer.
 *
 * It runs over any stream. It has a deadline instead of a timer; the front looks at it from time to time. Whatever goes
 * wrong in here ends this connection and nothing else.
 */
import type { Outcome } from '../../dispatch/exchange.js';
import { printable } from '../../reporting/request-log.js';
import type { AddedLines } from './answer-head.js';
import { ConnectionEnd } from './connection-end.js';
import { ConnectionInput } from './connection-input.js';
import type { ConnectionOwner, Wire } from './connection-owner.js';
import { DirectOutbox } from './direct-outbox.js';
import { HeadReader } from './head-reader.js';
import { type AnswerOutlet, HttpExchange } from './http-exchange.js';
import { BodyRefused } from './refusal.js';
import type { RequestHead } from './request-head.js';
import { type RequestHost, RequestInHand } from './request-in-hand.js';

/** A new request begins when the client has taken all but so much of the answers before it. */
const mostUntakenBytes = 1_048_576;
const never = Number.POSITIVE_INFINITY;

export class HttpConnection implements AnswerOutlet, RequestHost {
  readonly outbox: DirectOutbox;
  readonly remote: string;
  readonly #owner: ConnectionOwner;
  readonly #end: ConnectionEnd;
  readonly #input: ConnectionInput;
  #request: RequestInHand | null = null;
  #deadline: number;
  #isReadingHead = false;
  #hasServed = false;
  #isAdvancing = false;
  #awaitsTaking = false;
  /** The client has sent all that it will. */
  #inputEnded = false;

  constructor(wire: Wire, owner: ConnectionOwner) {
    this.remote = wire.remote;
    this.#owner = owner;
    const { stream, environ } = wire;
    const heads = new HeadReader(environ, owner.names);
    this.#input = new ConnectionInput(stream, heads, owner.budget, () => this.#guarded(() => this.#settle()));
    this.outbox = new DirectOutbox(stream);
    this.#end = new ConnectionEnd(wire, owner, this.outbox);
    this.outbox.onRoom = () => this.#request?.exchange.core?.resume();
    this.#deadline = owner.deadlineIn(owner.limits.httpTimeoutSeconds);
    stream.on('data', (chunk: Buffer) => this.#guarded(() => this.#take(chunk)));
    stream.on('end', () => this.#guarded(() => this.#ended()));
    // 'close' follows and says all there is to say.
    stream.on('error', () => {});
    stream.on('close', () => this.#guarded(() => this.#closed()));
  }

  get added(): AddedLines {
    return this.#owner.added;
  }

  get mayStayOpen(): boolean {
    if (!this.#owner.keepsAlive || (this.#inputEnded && this.#input.length === 0)) return false;
    return this.#request?.isBodyOpen !== true;
  }

  /**
   * `new` and `idle`: it waits for nothing, and nothing of a request is here; one that is idle has had an answer, so that
   * its client knows how to tell a closed connection from a failure.
   */
  get stage(): 'new' | 'idle' | 'asking' | 'asked' | 'held' {
    if (this.#end.isHeld) return 'held';
    if (this.#request !== null || !this.#end.isOpen || this.outbox.pendingBytes > 0) return 'asked';
    if (this.#input.length > 0) return 'asking';
    return this.#hasServed ? 'idle' : 'new';
  }

  destroy(): void {
    this.#end.destroy();
  }

  /** To be called several times a second: does what was due. */
  sweep(now: number): void {
    this.#guarded(() => {
      if (this.#inputEnded) this.#request?.probe();
      this.#end.sweep(now);
      if (this.#end.isOpen && now >= this.#deadline) this.#due();
    });
  }

  answered(staysOpen: boolean): void {
    this.#leaveRequest();
    this.#hasServed = true;
    if (!staysOpen) this.#end.close();
    this.#deadline = this.#owner.deadlineIn(Math.max(1, this.#owner.limits.httpKeepAliveSeconds));
    this.#goOn();
  }

  cut(isOpenEnded: boolean): void {
    this.#leaveRequest();
    this.#end.cut(isOpenEnded);
    this.#settle();
  }

  spoiled(exchange: HttpExchange, reason: string): void {
    const request = printable(`${exchange.method} ${exchange.uri}`);
    this.#owner.log(`*** ${request}: ${printable(reason)}: 500 ***`);
    this.#sayLast(500, null);
  }

  settled(exchange: HttpExchange, outcome: Outcome): void {
    this.#guarded(() => this.#owner.logRequest(exchange, outcome));
  }

  failed(error: unknown): void {
    this.#owner.fault(error);
    this.destroy();
  }

  requestReady(): void {
    this.#guarded(() => {
      if (this.#request !== null) this.#submit(this.#request);
      this.#goOn();
    });
  }

  bodyAwaited(): void {
    this.#deadline = this.#owner.deadlineIn(this.#owner.limits.httpTimeoutSeconds);
    this.#settle();
  }

  bodyTaken(): void {
    this.#settle();
  }

  bodyLost(reason: string): void {
    this.#guarded(() => {
      if (this.#request === null) return;
      const { method, uri } = this.#request.exchange;
      this.#owner.log(`Cannot keep the body of ${method} ${printable(uri)}: ${reason}`);
      this.#refuse(500, null);
    });
  }

  #take(chunk: Buffer): void {
    // What comes after the last answer is dropped.
    if (!this.#end.isOpen) return;
    if (this.#request?.isBodyOpen === true) this.#fill(this.#request, chunk);
    else this.#input.push(chunk);
    this.#goOn();
  }

  #goOn(): void {
    if (this.#request === null && (this.#input.length > 0 || this.#inputEnded)) this.#advance();
    this.#settle();
  }

  /** Begin the next request, and those behind it that end at once. */
  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    while (this.#isFree() && this.#input.length > 0 && this.#begin());
    this.#isAdvancing = false;
    if (!this.#inputEnded || !this.#isFree()) return;
    if (this.#input.length > 0) this.#refuse(400, 'the request breaks off');
    else this.#end.close();
  }

  /** Whether a request may begin: the one before has its answer, and the client has taken most of it. */
  #isFree(): boolean {
    if (!this.#end.isOpen || this.#request !== null) return false;
    if (this.outbox.pendingBytes <= mostUntakenBytes) return true;
    if (!this.#awaitsTaking) {
      this.#awaitsTaking = true;
      this.outbox.whenTaken(() => {
        this.#awaitsTaking = false;
        this.#guarded(() => this.#goOn());
      });
    }
    return false;
  }

  /** @returns false when there is no whole head yet */
  #begin(): boolean {
    const { limits } = this.#owner;
    const head = this.#input.readHead(limits.bufferSize);
    if (head === null) {
      // Byte by byte it could take for ever: the time is that of the whole head.
      if (!this.#isReadingHead && this.#input.length > 0) {
        this.#isReadingHead = true;
        this.#deadline = this.#owner.deadlineIn(limits.httpTimeoutSeconds);
      }
      return false;
    }
    this.#isReadingHead = false;
    if ('status' in head) this.#refuse(head.status, head.reason);
    else this.#start(head);
    return true;
  }

  #start(head: RequestHead): void {
    const { limits, listener } = this.#owner;
    const exchange = new HttpExchange(this, listener, head);
    const request = new RequestInHand(exchange, this.#owner, this);
    this.#request = request;
    const { limitPost } = limits;
    if (head.bodyLength === 0) this.#submit(request);
    else if (limitPost !== null && head.bodyLength > limitPost) {
      this.#refuse(413, `the body is larger than ${limitPost} bytes`);
    } else {
      request.expectBody(head, limits, this.#input.length > 0);
      if (this.#input.length > 0) this.#fill(request, this.#input.takeAll());
    }
  }

  /** The body goes on. */
  #fill(request: RequestInHand, bytes: Buffer): void {
    try {
      const end = request.fill(bytes);
      if (end < bytes.length) this.#input.push(bytes.subarray(end));
    } catch (error) {
      if (!(error instanceof BodyRefused)) throw error;
      this.#spoil(error.status, error.message);
    }
  }

  #submit(request: RequestInHand): void {
    this.#deadline = never;
    request.submit();
    if (this.#inputEnded) request.probe();
  }

  /** What is wrong with the input is said to whoever waits for it: the client, or the application that runs already. */
  #spoil(status: number, reason: string): void {
    if (this.#request?.isSubmitted !== true) {
      this.#refuse(status, reason);
      return;
    }
    this.#deadline = never;
    this.#request.failBody(reason);
  }

  #ended(): void {
    this.#inputEnded = true;
    this.#end.inputEnded();
    if (!this.#end.isOpen) return;
    if (this.#request === null) this.#advance();
    else if (this.#request.isBodyOpen) this.#spoil(400, 'Client closed connection');
    else this.#request.probe();
  }

  /** A request that does not reach the application. */
  #refuse(status: number, reason: string | null): void {
    this.#owner.counters.rejected += 1;
    this.#sayLast(status, reason);
  }

  #sayLast(status: number, reason: string | null): void {
    const isHead = this.#request?.exchange.isHead ?? false;
    // The core need not produce what nobody will get.
    this.#request?.withdraw('it was refused');
    this.#request = null;
    this.#end.lastWords(status, reason, isHead);
    this.#settle();
  }

  #leaveRequest(): void {
    this.#request?.forgetBody('the request is over');
    this.#request = null;
  }

  #closed(): void {
    if (this.#request?.isSubmitted === false) this.#owner.counters.rejected += 1;
    this.#request?.withdraw('Client closed connection');
    this.#request = null;
    this.#input.forget();
    this.#end.closed();
  }

  #due(): void {
    this.#deadline = never;
    if (this.#request === null && this.#input.length === 0) this.destroy();
    else this.#spoil(408, this.#request === null ? 'the head did not come in time' : 'Timeout');
  }

  #settle(): void {
    const { isOpen } = this.#end;
    if (!isOpen) this.#input.clear();
    const wantsMore = this.#request?.isBodyFull !== true;
    this.#input.settle(this.#request?.heldBytes ?? 0, wantsMore, !isOpen);
  }

  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.failed(error);
    }
  }
}
