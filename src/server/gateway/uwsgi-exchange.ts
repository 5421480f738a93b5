import type { Socket } from 'node:net';
import type { CoreLink } from '../dispatch/core-link.js';
import {
  type AnswerHead,
  type Exchange,
  type Failure,
  type Outcome,
  type RequestBody,
  type RequestFacts,
  statusForFailure,
} from '../dispatch/exchange.js';
import { noApplication } from '../dispatch/link-frames.js';
import { cutConnection } from './cut-connection.js';
import { reasons } from './own-answers.js';
import type { UwsgiBody } from './uwsgi-body.js';
import type { UwsgiRequest } from './uwsgi-environ.js';

const maxBufferedBytes = 1_048_576;
/** How long a client may go on sending a body that nobody reads, after its answer. */
const lingerMillis = 2000;

/** One uwsgi request. The answer is plain HTTP text, never chunked, ended by closing the connection. */
export class UwsgiExchange implements Exchange {
  readonly listener: number;
  readonly request: RequestFacts;
  readonly environ: Exchange['environ'];
  readonly body: RequestBody;
  /** uwsgi has a timeout on silence of the client only, as uWSGI. */
  readonly hasTimeout = false;
  readonly app = noApplication;
  core: CoreLink | null = null;
  since = 0;
  gone = false;
  status = 0;
  headBytes = 0;
  bodyBytes = 0;
  headerCount = 0;
  readonly #socket: Socket;
  readonly #source: UwsgiBody | null;
  readonly #addHeaders: readonly string[];
  readonly #onSettled: (exchange: UwsgiExchange, outcome: Outcome) => void;

  constructor(
    socket: Socket,
    request: UwsgiRequest,
    source: UwsgiBody | null,
    listener: number,
    addHeaders: readonly string[],
    onSettled: (exchange: UwsgiExchange, outcome: Outcome) => void,
  ) {
    this.#socket = socket;
    this.request = request;
    this.environ = request.environ;
    this.#source = source;
    this.body = source === null ? { kind: 'whole', bytes: null } : { kind: 'follows', source };
    this.listener = listener;
    this.#addHeaders = addHeaders;
    this.#onSettled = onSettled;
  }

  get sentBytes(): number {
    return this.headBytes + this.bodyBytes;
  }

  answerHead(head: AnswerHead): void {
    if (!this.gone) this.#socket.write(this.#formatHead(head), 'latin1');
  }

  answerData(data: Buffer): boolean {
    if (this.gone) return true;
    this.bodyBytes += data.length;
    if (this.#socket.write(data) || this.#socket.writableLength <= maxBufferedBytes) return true;
    this.#socket.once('drain', () => this.core?.resume());
    return false;
  }

  answerWhole(head: AnswerHead, data: Buffer): void {
    if (this.gone) return;
    this.bodyBytes += data.length;
    this.#socket.cork();
    this.#socket.write(this.#formatHead(head), 'latin1');
    if (data.length > 0) this.#socket.write(data);
    this.#socket.uncork();
    this.answerEnd();
  }

  answerEnd(): void {
    if (this.gone) return;
    this.#socket.end();
    this.#socket.setTimeout(0);
    // Closing with bytes unread would reset the connection and take the answer with it.
    if (this.#source?.isUnread) setTimeout(() => this.#socket.destroy(), lingerMillis).unref();
    this.#socket.resume();
  }

  answerCut(): void {
    if (!this.gone) cutConnection(this.#socket, true);
  }

  answerFailure(failure: Failure): void {
    if (this.headBytes > 0) {
      this.answerCut();
      return;
    }
    const status = statusForFailure[failure];
    this.answerError(status, status === 503 ? ['Retry-After', '1'] : []);
  }

  answerError(status: number, headers: readonly string[]): void {
    const reason = reasons[status] ?? 'Error';
    const text = Buffer.from(`${reason}\n`);
    const all = ['Content-Type', 'text/plain', 'Content-Length', `${text.length}`, ...headers];
    this.answerWhole({ status: `${status} ${reason}`, headers: all, bytes: 0 }, text);
  }

  settled(outcome: Outcome): void {
    this.#onSettled(this, outcome);
  }

  #formatHead({ status, headers }: AnswerHead): string {
    let text = `${this.request.protocol} ${status}\r\n`;
    headers.push(...this.#addHeaders);
    for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`;
    text += '\r\n';
    this.status = Number(status.slice(0, 3));
    this.headerCount = headers.length >> 1;
    this.headBytes = text.length;
    return text;
  }
}
