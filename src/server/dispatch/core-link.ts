import type { Duplex } from 'node:stream';
import type { Exchange, Failure } from '../exchange/exchange.js';
import {
  ANSWER_FLAGS,
  encodeFrame,
  encodeRequest,
  FROM_CORE,
  type Hello,
  MAX_REQUEST_NUMBER,
  PAUSE_FLAGS,
  REQUEST_FLAGS,
  RETIRE_FLAGS,
  TO_CORE,
} from '../messages/link-frames.js';
import type { CoreOwner } from './core-owner.js';
import { type CoreCounters, coreCountersFor, type SlotCounters } from './counters.js';
import { endSoon } from './end-soon.js';
import type { Frame } from './frame-reader.js';
import { parseAnswerHead } from './parse-answer-head.js';
import { openWorkerFile } from './worker-file.js';
import { writeBody } from './write-body.js';

/** A core that breaks the rules of `link-frames.ts`. */
class LinkFault extends Error {}

const NOTHING = new Uint8Array(0);
/** The gateway's end of one core. It has one exchange in hand, or none. */
export class CoreLink {
  readonly hello: Hello;
  readonly counters: CoreCounters;
  readonly #socket: Duplex;
  readonly #owner: CoreOwner<CoreLink>;
  #exchange: Exchange | null = null;
  /** Of the request in hand, or the last one. */
  #number = 0;
  /** The client has all it will get; what still comes from the core is dropped. */
  #answered = false;
  #headSent = false;
  /** Nothing is read from the core until the client has taken more. */
  #isHeld = false;
  /** The core, or a thread of the application, waits for a piece of the body. */
  #owesBody = false;
  /** As far as is known here, the core has not begun with the request in hand. */
  #untouched = false;
  /** The kernel's word that something which was sent has not been read. */
  #reset = false;
  /** It gets no other request. */
  isLeaving = false;
  #startedAt = 0;
  #startedUnixMicros = 0;

  constructor(socket: Duplex, hello: Hello, slot: SlotCounters, owner: CoreOwner<CoreLink>) {
    this.#socket = socket;
    this.hello = hello;
    this.counters = coreCountersFor(slot, hello.core);
    this.#owner = owner;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') this.#reset = true;
    });
    socket.on('close', () => this.#lost());
  }

  get exchange(): Exchange | null {
    return this.#exchange;
  }

  /** `performance.now()` of the request in hand. */
  get startedAt(): number {
    return this.#startedAt;
  }

  get startedUnixMicros(): number {
    return this.#startedUnixMicros;
  }

  /** The request in hand has no byte of its answer yet. */
  get isSilent(): boolean {
    return this.#exchange !== null && !this.#headSent && !this.#answered;
  }

  start(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#number = this.#number >= MAX_REQUEST_NUMBER ? 1 : this.#number + 1;
    this.#answered = false;
    this.#headSent = false;
    this.#untouched = true;
    exchange.core = this;
    this.#startedAt = performance.now();
    this.#startedUnixMicros = Math.round((performance.timeOrigin + this.#startedAt) * 1000);
    const { environ, body } = exchange;
    const follows = body.kind === 'follows';
    const flags =
      (environ.isJson ? REQUEST_FLAGS.environIsJson : 0) | (follows ? REQUEST_FLAGS.bodyFollows : 0);
    // Its end is known already, and 'close' is on its way.
    if (!this.#socket.writable) this.#reset = true;
    this.#socket.write(encodeRequest(this.#number, environ.text, flags, follows ? null : body.bytes));
  }

  /** For `milliseconds` this process has not looked at anything: they do not count against the request in hand. */
  forgive(ms: number): void {
    this.#startedAt += ms;
  }

  /** The client is gone: let the application know, and take the rest of its answer without keeping it. */
  cancel(): void {
    if (this.#exchange === null || this.#answered) return;
    this.counters.writeErrors += 1;
    this.#stopAnswering();
  }

  /** Answer the client now, although the core is still at work. */
  giveUp(failure: Failure): void {
    const exchange = this.#exchange;
    if (exchange === null || this.#answered) return;
    this.#stopAnswering();
    exchange.answerFailure(failure);
  }

  /** The client has taken what was held back. */
  resume(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#socket.resume();
  }

  retire(): void {
    this.#send(TO_CORE.retire, 0, NOTHING, this.#owner.isStopping ? RETIRE_FLAGS.serverStops : 0);
  }

  /** For a core that accepts connections itself. */
  pause(paused: boolean): void {
    this.#send(TO_CORE.pause, 0, NOTHING, paused ? PAUSE_FLAGS.paused : 0);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** The core has let go of this link, or its process has ended: what it had sent before still counts. */
  leave(): void {
    this.isLeaving = true;
    if (this.#exchange === null) this.destroy();
    else endSoon(this.#socket);
  }

  /** @throws LinkFault, or whatever the exchange throws; the link is of no use then */
  takeFrame(frame: Frame): void {
    const exchange = this.#exchange;
    if (exchange === null || frame.number !== this.#number) {
      throw new LinkFault(`a frame of request ${frame.number} while ${this.#number} is in hand`);
    }
    this.#untouched = false;
    if (frame.kind === FROM_CORE.response) this.#takeResponse(exchange, frame);
    else if (frame.kind === FROM_CORE.data) this.#takeData(exchange, frame);
    else if (frame.kind === FROM_CORE.read) this.#sendBody(exchange, frame);
    else if (frame.kind === FROM_CORE.file) this.#takeFile(exchange, frame);
    else if (frame.kind !== FROM_CORE.end) throw new LinkFault(`a frame of kind ${frame.kind}`);
    if ((frame.flags & ANSWER_FLAGS.last) !== 0) this.#finish(exchange, frame);
  }

  #takeResponse(exchange: Exchange, { flags, payload }: Frame): void {
    if (this.#headSent) throw new LinkFault('a second head');
    const headEnd = payload.length < 4 ? 0 : 4 + payload.readUInt32LE(0);
    if (headEnd < 4 + '200'.length || headEnd > payload.length) throw new LinkFault('a head that is cut off');
    this.#headSent = true;
    if (this.#answered) return;
    const head = parseAnswerHead(payload.toString('latin1', 4, headEnd));
    const data = payload.subarray(headEnd);
    const whole = ANSWER_FLAGS.last | ANSWER_FLAGS.complete;
    if ((flags & whole) !== 0 && (flags & ANSWER_FLAGS.cut) === 0) {
      this.#answered = true;
      exchange.answerWhole(head, data);
      return;
    }
    exchange.answerHead(head);
    if (data.length > 0) this.#pass(exchange, data);
  }

  #takeData(exchange: Exchange, { flags, payload }: Frame): void {
    if (!this.#headSent) throw new LinkFault('data before the head');
    if (this.#answered) return;
    this.#pass(exchange, payload);
    if ((flags & ANSWER_FLAGS.complete) !== 0 && !this.#answered) {
      this.#answered = true;
      exchange.answerEnd();
      this.resume();
    }
  }

  #pass(exchange: Exchange, data: Buffer): void {
    if (!exchange.answerData(data)) this.#hold();
  }

  #hold(): void {
    this.#isHeld = true;
    this.#socket.pause();
  }

  #takeFile(exchange: Exchange, { payload }: Frame): void {
    if (!this.#headSent || payload.length !== 20) throw new LinkFault('a file before the head');
    // Nobody wants it any more: it may as well be gone.
    const part = this.#answered ? null : openWorkerFile(this.hello.pid, payload);
    if (part === null && !this.#answered) {
      this.#send(TO_CORE.fileRefused, this.#number, NOTHING);
      return;
    }
    this.#send(TO_CORE.fileTaken, this.#number, NOTHING);
    if (part !== null && !exchange.answerFile(part)) this.#hold();
  }

  #finish(exchange: Exchange, { flags, extra: app }: Frame): void {
    if (!this.#answered) {
      this.#answered = true;
      if (!this.#headSent) exchange.answerFailure('worker-died');
      else if ((flags & ANSWER_FLAGS.cut) !== 0) exchange.answerCut();
      else exchange.answerEnd();
    }
    if (this.#owesBody) this.#refuseBody('the request is over');
    // Data that the client has yet to take must not hold the next request of this core.
    this.resume();
    this.#forget(exchange);
    this.#owner.coreFree(this, exchange, {
      app,
      micros: this.#elapsedMicros(),
      exception: (flags & ANSWER_FLAGS.exception) !== 0,
    });
  }

  #sendBody(exchange: Exchange, { payload }: Frame): void {
    if (payload.length !== 4) throw new LinkFault('a read without its size');
    const number = this.#number;
    if (exchange.body.kind !== 'follows') {
      this.#send(TO_CORE.body, number, NOTHING);
      return;
    }
    if (this.#owesBody) throw new LinkFault('two reads at once');
    this.#owesBody = true;
    const { source } = exchange.body;
    source.read(Math.min(payload.readUInt32LE(0), MAX_READ_BYTES)).then(
      (pieces) => {
        if (this.#exchange !== exchange || !this.#owesBody) return;
        this.#owesBody = this.#untouched = false;
        writeBody(this.#socket, number, pieces, () => source.sent());
      },
      (error: unknown) => {
        if (this.#exchange !== exchange || !this.#owesBody) return;
        this.counters.readErrors += 1;
        this.#refuseBody(error instanceof Error ? error.message : String(error));
      },
    );
  }

  #refuseBody(reason: string): void {
    this.#owesBody = false;
    this.#send(TO_CORE.bodyError, this.#number, Buffer.from(reason));
  }

  #stopAnswering(): void {
    this.#answered = true;
    this.resume();
    this.#send(TO_CORE.cancel, this.#number, NOTHING);
  }

  #send(kind: number, number: number, payload: Uint8Array, flags = 0): void {
    // Bytes sent after the request may be the unread ones: a reset no longer proves that the request is unread.
    this.#untouched = false;
    this.#socket.write(encodeFrame(kind, number, payload, flags));
  }

  #lost(): void {
    const exchange = this.#exchange;
    if (exchange === null) {
      this.#owner.coreLost(this, null, 0);
      return;
    }
    if (this.#untouched && this.#reset) {
      this.#exchange = null;
      exchange.core = null;
      this.#owner.coreLostUnread(this, exchange);
      return;
    }
    if (!this.#answered) exchange.answerFailure('worker-died');
    this.#forget(exchange);
    this.#owner.coreLost(this, exchange, this.#elapsedMicros());
  }

  #forget(exchange: Exchange): void {
    this.#exchange = null;
    this.#owesBody = false;
    exchange.core = null;
    if (exchange.body.kind === 'follows') exchange.body.source.release();
  }

  #elapsedMicros(): number {
    return Math.max(0, Math.round((performance.now() - this.#startedAt) * 1000));
  }
}

/** A core that asks for more at once gets this much. */
const MAX_READ_BYTES = 1_048_576;
