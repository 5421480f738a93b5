import type { CoreLink } from '../../dispatch/core-link.js';
import {
  type AnswerHead,
  type Environ,
  type Exchange,
  type Failure,
  type Outcome,
  type RequestBody,
  type RequestFacts,
  statusForFailure,
} from '../../dispatch/exchange.js';
import { type AddedLines, type FormattedHead, formatAnswerHead } from './answer-head.js';
import type { DirectOutbox } from './direct-outbox.js';
import { closing, formatOwnAnswer } from './own-answer.js';
import type { RequestHead } from './request-head.js';

/** The connection of an exchange, as the exchange sees it. */
export interface AnswerOutlet {
  readonly remote: string;
  readonly outbox: DirectOutbox;
  readonly added: AddedLines;
  /** Whether the connection may stay open after an answer that begins now. */
  readonly mayStayOpen: boolean;
  /** All of the answer has been handed over. */
  answered(staysOpen: boolean): void;
  /** The rest of the answer will not come. */
  cut(isOpenEnded: boolean): void;
  /** The answer of the application cannot be sent: 500, and the end. */
  spoiled(exchange: HttpExchange, reason: string): void;
  settled(exchange: HttpExchange, outcome: Outcome): void;
  /** A fault of this code: it ends the connection, and nothing else. */
  failed(error: unknown): void;
}

/** Up to this size head and body are joined to one text: Node's cheapest write. */
const joinBytes = 4096;
/** Up to this size a chunk and its frame are joined to one buffer, for one write. */
const joinChunkBytes = 65_536;

/** One HTTP request between its connection and its core. */
export class HttpExchange implements Exchange {
  readonly listener: number;
  readonly method: string;
  readonly uri: string;
  readonly protocol: string;
  readonly hasTimeout = true;
  environ: Environ;
  body: RequestBody = { kind: 'whole', bytes: null };
  core: CoreLink | null = null;
  since = 0;
  gone = false;
  status = 0;
  headBytes = 0;
  bodyBytes = 0;
  headerCount = 0;
  readonly #outlet: AnswerOutlet;
  readonly #staysOpen: boolean;
  #head: FormattedHead | null = null;

  constructor(outlet: AnswerOutlet, listener: number, head: RequestHead) {
    this.#outlet = outlet;
    this.listener = listener;
    this.method = head.method;
    this.uri = head.uri;
    this.protocol = head.protocol;
    this.environ = head.environ;
    this.#staysOpen = head.keepsAlive;
  }

  get request(): RequestFacts {
    const { method, uri, protocol } = this;
    return { remote: this.#outlet.remote, user: '', method, uri, protocol };
  }

  get sentBytes(): number {
    return this.headBytes + this.bodyBytes;
  }

  get isHead(): boolean {
    return this.method === 'HEAD';
  }

  /** The first byte of the answer is out. */
  get hasBegun(): boolean {
    return this.#head !== null;
  }

  answerHead(head: AnswerHead): void {
    this.#guarded(() => {
      const formatted = this.#begin(head);
      if (formatted !== null) this.#outlet.outbox.writeText(formatted.text);
    });
  }

  answerData(data: Buffer): boolean {
    if (this.gone || this.#head === null || data.length === 0) return true;
    try {
      return this.#writeData(this.#head, data);
    } catch (error) {
      this.#outlet.failed(error);
      return true;
    }
  }

  answerWhole(head: AnswerHead, data: Buffer): void {
    this.#guarded(() => {
      const formatted = this.#begin(head);
      if (formatted === null) return;
      if (data.length <= joinBytes) {
        this.#outlet.outbox.writeText(formatted.text + this.#lastText(formatted, data));
        this.#finish(formatted);
      } else {
        this.#outlet.outbox.writeText(formatted.text);
        this.#writeData(formatted, data);
        this.#end(formatted);
      }
    });
  }

  answerEnd(): void {
    this.#guarded(() => {
      if (this.#head === null) this.answerFailure('worker-died');
      else this.#end(this.#head);
    });
  }

  answerCut(): void {
    this.#guarded(() => {
      if (this.#head === null) this.answerFailure('worker-died');
      else this.#outlet.cut(this.#head.framing === 'close');
    });
  }

  answerFailure(failure: Failure): void {
    this.#guarded(() => {
      if (this.#head !== null) {
        this.answerCut();
        return;
      }
      this.status = statusForFailure[failure];
      const staysOpen = this.#staysOpen && this.#outlet.mayStayOpen;
      this.#outlet.outbox.writeText(
        formatOwnAnswer({
          status: this.status,
          ...(this.status === 503 ? { more: 'Retry-After: 1\r\n' } : {}),
          isHead: this.isHead,
          end: staysOpen ? this.#outlet.added.keepAlive : closing,
        }),
      );
      this.#outlet.answered(staysOpen);
    });
  }

  settled(outcome: Outcome): void {
    this.#outlet.settled(this, outcome);
  }

  /** @returns null when the head cannot be sent */
  #begin(head: AnswerHead): FormattedHead | null {
    const { added, mayStayOpen } = this.#outlet;
    const staysOpen = this.#staysOpen && mayStayOpen;
    try {
      const request = { isOld: this.protocol === 'HTTP/1.0', isHead: this.isHead, staysOpen };
      this.#head = formatAnswerHead(head, request, added);
    } catch (error) {
      this.status = 500;
      this.#outlet.spoiled(this, error instanceof Error ? error.message : String(error));
      return null;
    }
    this.status = this.#head.status;
    this.headerCount = head.headers.length >> 1;
    this.headBytes = head.bytes;
    return this.#head;
  }

  #writeData(head: FormattedHead, data: Buffer): boolean {
    const { outbox } = this.#outlet;
    if (head.framing === 'none') return true;
    if (head.framing !== 'chunks') {
      const sent = this.#within(head, data);
      this.bodyBytes += sent.length;
      return sent.length === 0 || outbox.write(sent);
    }
    this.bodyBytes += data.length;
    const size = `${data.length.toString(16)}\r\n`;
    if (data.length > joinChunkBytes) {
      outbox.writeText(size);
      outbox.write(data);
      return outbox.writeText('\r\n');
    }
    const chunk = Buffer.allocUnsafe(size.length + data.length + 2);
    chunk.write(size, 0, 'latin1');
    data.copy(chunk, size.length);
    chunk.write('\r\n', size.length + data.length, 'latin1');
    return outbox.write(chunk);
  }

  /** All of a small body, as it follows the head. */
  #lastText(head: FormattedHead, data: Buffer): string {
    if (head.framing === 'none') return '';
    const sent = this.#within(head, data);
    this.bodyBytes += sent.length;
    const text = sent.toString('latin1');
    if (head.framing !== 'chunks') return text;
    return text === '' ? lastChunk : `${text.length.toString(16)}\r\n${text}\r\n${lastChunk}`;
  }

  /** More than was announced would be taken for the next answer. */
  #within({ length, framing }: FormattedHead, data: Buffer): Buffer {
    if (framing !== 'length' || length === null) return data;
    const left = length - this.bodyBytes;
    return data.length <= left ? data : data.subarray(0, left);
  }

  #end(head: FormattedHead): void {
    if (head.framing === 'chunks') this.#outlet.outbox.writeText(lastChunk);
    this.#finish(head);
  }

  #finish({ framing, length, staysOpen }: FormattedHead): void {
    // A client that waits for the rest must not take the next answer for it.
    if (framing === 'length' && length !== null && this.bodyBytes < length) this.#outlet.cut(false);
    else this.#outlet.answered(staysOpen);
  }

  #guarded(act: () => void): void {
    if (this.gone) return;
    try {
      act();
    } catch (error) {
      this.#outlet.failed(error);
    }
  }
}

const lastChunk = '0\r\n\r\n';
