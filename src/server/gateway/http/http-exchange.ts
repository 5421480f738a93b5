/** One HTTP request and its answer. What it writes goes through the connection's outbox. */
import {
  type AnswerHead,
  type BusyCore,
  type Environ,
  type Exchange,
  type Failure,
  type FilePart,
  type Outcome,
  type RequestBody,
  type RequestFacts,
  type RunningCore,
  STATUS_FOR_FAILURE,
} from '../../exchange/exchange.js';
import type { Outbox } from '../answers/outbox.js';
import { discardFile } from '../answers/segments.js';
import { type AnswerStart, startAnswer } from './answer-head.js';
import { plainAnswer } from './own-answers.js';
import type { RequestHead } from './request-head.js';

/** The connection, as its exchange sees it. */
export interface ExchangeOwner {
  readonly outbox: Outbox;
  readonly remote: string;
  readonly listener: number;
  readonly addHeaders: readonly string[];
  /** The connection may stay open after this answer. */
  readonly mayKeepAlive: boolean;
  /** All of the answer is in the outbox. */
  answered(keepsAlive: boolean): void;
  /** The rest of the answer will not come. */
  cut(isOpenEnded: boolean): void;
  /** A fault of ours in `what`: this connection ends, no other. */
  failed(error: unknown): void;
  settled(exchange: HttpExchange, outcome: Outcome): void;
}

/** Up to this size data is copied to stand with its framing in one write. */
const JOIN_BYTES = 16_384;
const END_OF_CHUNKS = '0\r\n\r\n';

export class HttpExchange implements Exchange {
  readonly listener: number;
  readonly request: RequestFacts;
  readonly environ: Environ;
  body: RequestBody = { kind: 'whole', bytes: null };
  core: RunningCore | null = null;
  readyFor: BusyCore | null = null;
  waits = false;
  since = 0;
  attempts = 0;
  gone = false;
  /** Of the connection, whether its client is still there. */
  probes = 0;
  status = 0;
  headBytes = 0;
  bodyBytes = 0;
  headerCount = 0;
  readonly #owner: ExchangeOwner;
  readonly #head: RequestHead;
  #start: AnswerStart | null = null;
  #left = 0;

  constructor(owner: ExchangeOwner, head: RequestHead, environ: Environ) {
    this.#owner = owner;
    this.#head = head;
    this.environ = environ;
    this.listener = owner.listener;
    const { method, uri, protocol } = head;
    this.request = { remote: owner.remote, user: '', method, uri, protocol };
  }

  /** Only the end of the connection says where the answer ends. */
  get isOpenEnded(): boolean {
    return this.#start?.framing.kind === 'close';
  }

  get hasBegun(): boolean {
    return this.#start !== null;
  }

  get sentBytes(): number {
    return this.headBytes + this.bodyBytes;
  }

  get isTaken(): boolean {
    return this.#owner.outbox.pendingBytes === 0;
  }

  answerHead(head: AnswerHead): void {
    this.#guard(() => {
      this.#owner.outbox.writeText(this.#begin(head, null).text);
    });
  }

  answerData(data: Buffer): boolean {
    return this.#guard(() => this.#writeData(data)) ?? true;
  }

  answerFile(part: FilePart): boolean {
    if (this.gone) discardFile(part);
    return this.#guard(() => this.#writeFile(part)) ?? true;
  }

  answerWhole(head: AnswerHead, data: Buffer): void {
    this.#guard(() => {
      const { text, framing } = this.#begin(head, data.length);
      const body =
        framing.kind === 'none'
          ? NOTHING
          : framing.kind === 'length'
            ? data.subarray(0, framing.bytes)
            : data;
      this.bodyBytes += body.length;
      this.#left -= body.length;
      this.#writeJoined(text, body, '');
      this.#end();
    });
  }

  answerEnd(): void {
    this.#guard(() => {
      if (this.#start?.framing.kind === 'chunked') this.#owner.outbox.writeText(END_OF_CHUNKS);
      this.#end();
    });
  }

  answerCut(): void {
    this.#guard(() => this.#owner.cut(this.isOpenEnded));
  }

  answerFailure(failure: Failure): void {
    this.#guard(() => {
      if (this.#start !== null) this.#owner.cut(this.isOpenEnded);
      else this.answerStatus(STATUS_FOR_FAILURE[failure]);
    });
  }

  answerStatus(status: number): void {
    const { head, headers, body } = plainAnswer(status);
    this.answerWhole({ status: head, headers, bytes: 0 }, Buffer.from(body));
  }

  settled(outcome: Outcome): void {
    this.#guard(() => this.#owner.settled(this, outcome));
  }

  #begin(head: AnswerHead, wholeLength: number | null): AnswerStart {
    const { method, protocol } = this.#head;
    const { addHeaders, mayKeepAlive } = this.#owner;
    const keepsAlive = this.#head.keepsAlive && mayKeepAlive;
    const start = startAnswer(head, { method, protocol, keepsAlive, addHeaders }, wholeLength);
    this.#start = start;
    this.#left = start.framing.kind === 'length' ? start.framing.bytes : 0;
    this.status = Number(head.status.slice(0, 3));
    this.headerCount = head.headers.length >> 1;
    this.headBytes = head.bytes;
    return start;
  }

  #writeData(data: Buffer): boolean {
    const { framing } = this.#begun();
    if (framing.kind === 'none' || data.length === 0) return true;
    this.bodyBytes += data.length;
    if (framing.kind === 'chunked') return this.#writeJoined(`${data.length.toString(16)}\r\n`, data, '\r\n');
    // Never more than was announced, or it would pass for the next answer.
    if (framing.kind === 'length') this.#take(data.length);
    return this.#owner.outbox.write(data);
  }

  #writeFile(part: FilePart): boolean {
    const { framing } = this.#begun();
    const { outbox } = this.#owner;
    const isTooLong = framing.kind === 'length' && part.length > this.#left;
    if (isTooLong || framing.kind === 'none') discardFile(part);
    if (framing.kind === 'none') return true;
    if (framing.kind === 'length') this.#take(part.length);
    this.bodyBytes += part.length;
    if (framing.kind !== 'chunked') return outbox.writeFile(part);
    outbox.writeText(`${part.length.toString(16)}\r\n`);
    outbox.writeFile(part);
    return outbox.writeText('\r\n');
  }

  #take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new RangeError('the core sent more than Content-Length announced');
  }

  #begun(): AnswerStart {
    if (this.#start === null) throw new Error('data before the head');
    return this.#start;
  }

  #writeJoined(before: string, data: Buffer, after: string): boolean {
    const { outbox } = this.#owner;
    if (data.length > JOIN_BYTES) {
      outbox.writeText(before);
      const hasRoom = outbox.write(data);
      return after === '' ? hasRoom : outbox.writeText(after);
    }
    if (data.length === 0) return outbox.writeText(before + after);
    return outbox.writeText(before + data.toString('latin1') + after);
  }

  #end(): void {
    const { framing, keepsAlive } = this.#begun();
    if (framing.kind === 'length' && this.#left > 0) this.#owner.cut(false);
    else this.#owner.answered(keepsAlive);
  }

  /** Nothing that goes wrong for one client may reach the core's link, or another client. */
  #guard<T>(act: () => T): T | null {
    if (this.gone) return null;
    try {
      return act();
    } catch (error) {
      this.#owner.failed(error);
      return null;
    }
  }
}

const NOTHING = Buffer.alloc(0);
