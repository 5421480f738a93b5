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
import { reasons } from './http/refusal.js';
import type { UwsgiBody } from './uwsgi-body.js';
import type { UwsgiConnection } from './uwsgi-connection.js';
import type { UwsgiRequest } from './uwsgi-environ.js';
import type { UwsgiFront } from './uwsgi-front.js';

const maxBufferedBytes = 1_048_576;
/** Up to this size head and body are joined to one write. */
const joinBytes = 65_536;

/** One uwsgi request. The answer is plain HTTP text, never chunked, ended by closing the connection. */
export class UwsgiExchange implements Exchange {
  readonly listener: number;
  readonly request: RequestFacts;
  readonly environ: Exchange['environ'];
  body: RequestBody;
  /** uwsgi has a timeout on silence of the client only, as uWSGI. */
  core: CoreLink | null = null;
  since = 0;
  gone = false;
  status = 0;
  headBytes = 0;
  bodyBytes = 0;
  headerCount = 0;
  readonly #connection: UwsgiConnection;
  readonly #front: UwsgiFront;
  #isHolding = false;

  constructor(
    connection: UwsgiConnection,
    request: UwsgiRequest,
    source: UwsgiBody | null,
    front: UwsgiFront,
  ) {
    this.#connection = connection;
    this.#front = front;
    this.request = request;
    this.environ = request.environ;
    this.body = source === null ? { kind: 'whole', bytes: null } : { kind: 'follows', source };
    this.listener = front.settings.listener;
  }

  get sentBytes(): number {
    return this.headBytes + this.bodyBytes;
  }

  answerHead(head: AnswerHead): void {
    if (this.gone) return;
    const { socket } = this.#connection;
    // What follows may be many small blocks, each as soon as it is there.
    socket.setNoDelay(true);
    socket.write(this.#formatHead(head), 'latin1');
  }

  answerData(data: Buffer): boolean {
    if (this.gone) return true;
    this.bodyBytes += data.length;
    const { socket } = this.#connection;
    if (socket.write(data) || socket.writableLength <= maxBufferedBytes) return true;
    // More of the same read may follow: one wait is enough for all.
    if (!this.#isHolding) {
      this.#isHolding = true;
      this.#connection.watchTaking();
      socket.once('drain', () => {
        this.#isHolding = false;
        this.core?.resume();
      });
    }
    return false;
  }

  answerWhole(head: AnswerHead, data: Buffer): void {
    if (this.gone) return;
    this.bodyBytes += data.length;
    const { socket } = this.#connection;
    const text = this.#formatHead(head);
    if (text.length + data.length > joinBytes) {
      socket.write(text, 'latin1');
      socket.write(data);
    } else {
      const bytes = Buffer.allocUnsafe(text.length + data.length);
      bytes.write(text, 'latin1');
      data.copy(bytes, text.length);
      socket.write(bytes);
    }
    this.#connection.finish();
  }

  answerEnd(): void {
    if (!this.gone) this.#connection.finish();
  }

  answerCut(): void {
    if (!this.gone) this.#connection.cut();
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
    this.#front.settings.logRequest(this, outcome);
  }

  #formatHead({ status, headers }: AnswerHead): string {
    let text = `${this.request.protocol} ${status}\r\n`;
    headers.push(...this.#front.addHeaders);
    for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`;
    text += '\r\n';
    this.status = Number(status.slice(0, 3));
    this.headerCount = headers.length >> 1;
    this.headBytes = text.length;
    return text;
  }
}
