import type { Socket } from 'node:net';
import {
  type AnswerHead,
  type BusyCore,
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
import type { ConnectionOwner } from '../client/front.js';
import { REASONS } from '../http/own-answers.js';
import type { UwsgiBody } from './uwsgi-body.js';
import type { UwsgiRequest } from './uwsgi-environ.js';

/** The connection, as its exchange sees it. */
interface ExchangeOwner {
  readonly socket: Pick<Socket, 'setNoDelay'>;
  readonly outbox: Outbox;
  /** The whole answer has been written. */
  finish(): void;
  /** The rest of the answer will not come. */
  cut(): void;
  failed(error: unknown): void;
}

/** The front, as far as an exchange needs it. */
type ExchangeFront = Pick<ConnectionOwner<never>, 'settings' | 'addHeaders'>;

/** Up to this size head and body are joined to one write. */
const JOIN_BYTES = 16_384;

/** One uwsgi request. The answer is plain HTTP text, never chunked, ended by closing the connection. */
export class UwsgiExchange implements Exchange {
  readonly listener: number;
  readonly request: RequestFacts;
  readonly environ: Exchange['environ'];
  body: RequestBody;
  core: RunningCore | null = null;
  readyFor: BusyCore | null = null;
  waits = false;
  since = 0;
  attempts = 0;
  gone = false;
  status = 0;
  headBytes = 0;
  bodyBytes = 0;
  headerCount = 0;
  readonly #connection: ExchangeOwner;
  readonly #front: ExchangeFront;

  constructor(
    connection: ExchangeOwner,
    request: UwsgiRequest,
    source: UwsgiBody | null,
    front: ExchangeFront,
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

  get isTaken(): boolean {
    return this.#connection.outbox.pendingBytes === 0;
  }

  answerHead(head: AnswerHead): void {
    this.#guard(() => {
      // Many small blocks may follow, each sent as soon as it is there.
      this.#connection.socket.setNoDelay(true);
      this.#connection.outbox.writeText(this.#formatHead(head));
    });
  }

  answerData(data: Buffer): boolean {
    this.bodyBytes += data.length;
    return this.#guard(() => this.#connection.outbox.write(data)) ?? true;
  }

  answerFile(part: FilePart): boolean {
    if (this.gone) discardFile(part);
    this.bodyBytes += part.length;
    return this.#guard(() => this.#connection.outbox.writeFile(part)) ?? true;
  }

  answerWhole(head: AnswerHead, data: Buffer): void {
    this.#guard(() => {
      this.bodyBytes += data.length;
      const { outbox } = this.#connection;
      const text = this.#formatHead(head);
      if (data.length > JOIN_BYTES) {
        outbox.writeText(text);
        outbox.write(data);
      } else outbox.writeText(text + data.toString('latin1'));
      this.#connection.finish();
    });
  }

  answerEnd(): void {
    this.#guard(() => this.#connection.finish());
  }

  answerCut(): void {
    this.#guard(() => this.#connection.cut());
  }

  answerFailure(failure: Failure): void {
    if (this.headBytes > 0) {
      this.answerCut();
      return;
    }
    const status = STATUS_FOR_FAILURE[failure];
    this.answerError(status, status === 503 ? ['Retry-After', '1'] : []);
  }

  answerError(status: number, headers: readonly string[]): void {
    const reason = REASONS[status] ?? 'Error';
    const text = Buffer.from(`${reason}\n`);
    const all = ['Content-Type', 'text/plain', 'Content-Length', `${text.length}`, ...headers];
    this.answerWhole({ status: `${status} ${reason}`, headers: all, bytes: 0 }, text);
  }

  settled(outcome: Outcome): void {
    this.#front.settings.logRequest(this, outcome);
  }

  /** Nothing that goes wrong for one client may reach the core's link, or another client. */
  #guard<T>(act: () => T): T | null {
    if (this.gone) return null;
    try {
      return act();
    } catch (error) {
      this.#connection.failed(error);
      return null;
    }
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
