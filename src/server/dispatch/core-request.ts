/** One request in the hands of a core, from handing it over to its end. Only the core's link knows whether it has begun. */
import type { Exchange, Failure, RunningCore } from '../exchange/exchange.js';
import {
  ANSWER_FLAGS,
  FROM_CORE,
  MOST_MICROS,
  REQUEST_FLAGS,
  type RequestFrame,
  TO_CORE,
} from '../messages/link-frames.js';
import { type AnswerEnd, type CoreCounters, countStatus } from './counters.js';
import type { Frame } from './frame-reader.js';
import { parseAnswerHead } from './parse-answer-head.js';
import { openWorkerFile } from './worker-file.js';

/** A core that breaks the rules of `link-frames.ts`. */
export class LinkFault extends Error {}

/** The link, as its requests see it. */
export interface RequestLink {
  readonly hello: { readonly pid: number };
  readonly counters: CoreCounters;
  send(kind: number, number: number, payload: Uint8Array): void;
  sendBody(number: number, pieces: readonly Buffer[], sent: () => void): void;
  /** Nothing is read from the core until the client has taken more. */
  hold(): void;
  resume(): void;
  elapsedMicros(): number;
  ended(request: CoreRequest, end: AnswerEnd): void;
}

const NOTHING = new Uint8Array(0);
/** A core that asks for more at once gets this much. */
const MAX_READ_BYTES = 1_048_576;

export class CoreRequest {
  readonly exchange: Exchange;
  readonly number: number;
  readonly #link: RequestLink;
  /** The client has all it will get; what still comes from the core is dropped. */
  #answered = false;
  #headSent = false;
  /** The core, or a thread of the application, waits for a piece of the body. */
  #owesBody = false;
  #isOver = false;
  /** A frame of it has come. */
  hasSpoken = false;
  /** The counter of clients that left has it. */
  #isCounted = false;

  constructor(exchange: Exchange, number: number, link: RequestLink) {
    this.exchange = exchange;
    this.number = number;
    this.#link = link;
  }

  get isAnswered(): boolean {
    return this.#answered;
  }

  /** It has no byte of its answer yet. */
  get isSilent(): boolean {
    return !this.#headSent && !this.#answered;
  }

  get frame(): RequestFrame {
    const { environ, body } = this.exchange;
    const follows = body.kind === 'follows';
    const flags =
      (environ.isJson ? REQUEST_FLAGS.environIsJson : 0) | (follows ? REQUEST_FLAGS.bodyFollows : 0);
    return { number: this.number, environ: environ.text, flags, body: follows ? null : body.bytes };
  }

  /** The client is gone: let the application know, and take the rest of its answer without keeping it. */
  cancel(): void {
    if (this.#answered) return;
    this.#isCounted = true;
    this.#link.counters.writeErrors += 1;
    this.#stopAnswering();
  }

  /** Answer the client now, although the core is still at work. */
  giveUp(failure: Failure): void {
    if (this.#answered) return;
    this.#stopAnswering();
    this.#fail(failure);
  }

  /** Its client has been answered while it lay ready. It may come back, or begin all the same. */
  dropAnswer(): void {
    this.#answered = true;
  }

  begin(core: RunningCore): void {
    const { exchange } = this;
    exchange.readyFor = null;
    exchange.core = core;
    if (exchange.gone) this.cancel();
    else if (this.#answered) this.#stopAnswering();
  }

  /** The core will never begin with it. */
  neverBegan(): void {
    this.exchange.core = null;
    this.exchange.readyFor = null;
    if (this.#isCounted) this.#link.counters.writeErrors -= 1;
  }

  /** Begun or not, this core will not end it. */
  lose(): void {
    if (!this.#answered && !this.exchange.gone) this.#fail('worker-died');
    this.#forget();
  }

  /** @throws LinkFault, or whatever the exchange throws; the link is of no use then */
  takeFrame(frame: Frame): void {
    this.hasSpoken = true;
    if (frame.kind === FROM_CORE.response) this.#takeResponse(frame);
    else if (frame.kind === FROM_CORE.data) this.#takeData(frame);
    else if (frame.kind === FROM_CORE.end) this.#finish(frame, frame.payload, 0);
    else if (frame.kind === FROM_CORE.read) this.#sendBody(frame);
    else if (frame.kind === FROM_CORE.file) this.#takeFile(frame);
    else throw new LinkFault(`a frame of kind ${frame.kind}`);
  }

  #takeResponse(frame: Frame): void {
    const { flags, payload } = frame;
    if (this.#headSent) throw new LinkFault('a second head');
    const headEnd = payload.length < HEAD_START ? 0 : HEAD_START + payload.readUInt32LE(0);
    if (headEnd < HEAD_START + '200'.length || headEnd > payload.length)
      throw new LinkFault('a head that is cut off');
    this.#headSent = true;
    if (!this.#answered) this.#answer(flags, payload, headEnd);
    if ((flags & ANSWER_FLAGS.last) !== 0) this.#finish(frame, payload, 4);
  }

  #answer(flags: number, payload: Buffer, headEnd: number): void {
    const { exchange } = this;
    const head = parseAnswerHead(payload.toString('latin1', HEAD_START, headEnd));
    countStatus(this.#link.counters, head.status);
    const data = payload.subarray(headEnd);
    const whole = ANSWER_FLAGS.last | ANSWER_FLAGS.complete;
    if ((flags & whole) !== 0 && (flags & ANSWER_FLAGS.cut) === 0) {
      this.#answered = true;
      exchange.answerWhole(head, data);
      return;
    }
    exchange.answerHead(head);
    if (data.length > 0) this.#pass(data);
  }

  #takeData({ flags, payload }: Frame): void {
    if (!this.#headSent) throw new LinkFault('data before the head');
    if ((flags & ANSWER_FLAGS.last) !== 0) throw new LinkFault('data that is the last');
    if (this.#answered) return;
    this.#pass(payload);
    if ((flags & ANSWER_FLAGS.complete) !== 0 && !this.#answered) {
      this.#answered = true;
      this.exchange.answerEnd();
      this.#link.resume();
    }
  }

  #pass(data: Buffer): void {
    if (!this.exchange.answerData(data)) this.#link.hold();
  }

  #takeFile({ payload }: Frame): void {
    if (!this.#headSent || payload.length !== 20) throw new LinkFault('a file before the head');
    // Nobody wants it any more: it may as well be gone.
    const part = this.#answered ? null : openWorkerFile(this.#link.hello.pid, payload);
    if (part === null && !this.#answered) {
      this.#link.send(TO_CORE.fileRefused, this.number, NOTHING);
      return;
    }
    this.#link.send(TO_CORE.fileTaken, this.number, NOTHING);
    if (part !== null && !this.exchange.answerFile(part)) this.#link.hold();
  }

  #finish({ flags, extra: app }: Frame, payload: Buffer, at: number): void {
    if ((flags & ANSWER_FLAGS.last) === 0 || payload.length < at + 4)
      throw new LinkFault('an end that is not the last');
    const measured = payload.readUInt32LE(at);
    if (!this.#answered) {
      this.#answered = true;
      if (!this.#headSent) this.#fail('worker-died');
      else if ((flags & ANSWER_FLAGS.cut) !== 0) this.exchange.answerCut();
      else this.exchange.answerEnd();
    }
    if (this.#owesBody) this.#refuseBody('the request is over');
    // Data that the client has yet to take must not hold the next request of this core.
    this.#link.resume();
    this.#forget();
    const micros = measured === MOST_MICROS ? this.#link.elapsedMicros() : measured;
    this.#link.ended(this, { app, micros, exception: (flags & ANSWER_FLAGS.exception) !== 0 });
  }

  #sendBody({ payload }: Frame): void {
    if (payload.length !== 4) throw new LinkFault('a read without its size');
    const { body } = this.exchange;
    if (body.kind !== 'follows') {
      this.#link.send(TO_CORE.body, this.number, NOTHING);
      return;
    }
    if (this.#owesBody) throw new LinkFault('two reads at once');
    this.#owesBody = true;
    const { source } = body;
    source.read(Math.min(payload.readUInt32LE(0), MAX_READ_BYTES)).then(
      (pieces) => {
        if (this.#isOver || !this.#owesBody) return;
        this.#owesBody = false;
        this.#link.sendBody(this.number, pieces, () => source.sent());
      },
      (error: unknown) => {
        if (this.#isOver || !this.#owesBody) return;
        this.#link.counters.readErrors += 1;
        this.#refuseBody(error instanceof Error ? error.message : String(error));
      },
    );
  }

  #refuseBody(reason: string): void {
    this.#owesBody = false;
    this.#link.send(TO_CORE.bodyError, this.number, Buffer.from(reason));
  }

  #fail(failure: Failure): void {
    // What has begun as another answer is cut, and was counted by its own status.
    if (!this.#headSent) this.#link.counters.answers['5xx'] += 1;
    this.exchange.answerFailure(failure);
  }

  #stopAnswering(): void {
    this.#answered = true;
    this.#link.resume();
    this.#link.send(TO_CORE.cancel, this.number, NOTHING);
  }

  #forget(): void {
    this.#isOver = true;
    this.#owesBody = false;
    const { exchange } = this;
    exchange.core = null;
    exchange.readyFor = null;
    if (exchange.body.kind === 'follows') exchange.body.source.release();
  }
}

/** Where the head of a `response` begins. */
const HEAD_START = 8;
