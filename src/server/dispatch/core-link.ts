import type { Socket } from 'node:net';
import { type AnswerEnd, type CoreCounters, coreCountersFor, type SlotCounters } from './counters.js';
import type { AnswerHead, Exchange, Failure } from './exchange.js';
import { FrameReader } from './frame-reader.js';
import {
  answerFlags,
  encodeFrame,
  encodeRequest,
  fromCore,
  type Hello,
  requestFlags,
  toCore,
} from './link-frames.js';

/** The dispatcher, as its cores see it. */
export interface CoreOwner {
  /** The core has finished `exchange`. */
  coreFree(core: CoreLink, exchange: Exchange, end: AnswerEnd): void;
  /** The connection is gone; `exchange` was in hand. */
  coreLost(core: CoreLink, exchange: Exchange | null, micros: number): void;
}

const nothing = new Uint8Array(0);

/** The gateway's end of one core. It has one exchange in hand, or none. */
export class CoreLink {
  readonly hello: Hello;
  readonly counters: CoreCounters;
  readonly #socket: Socket;
  readonly #owner: CoreOwner;
  #exchange: Exchange | null = null;
  /** The client has all it will get; what still comes from the core is dropped. */
  #answered = false;
  #headSent = false;
  #startedAt = 0;
  #startedUnixMicros = 0;

  constructor(socket: Socket, hello: Hello, slot: SlotCounters, owner: CoreOwner) {
    this.#socket = socket;
    this.hello = hello;
    this.counters = coreCountersFor(slot, hello.core);
    this.#owner = owner;
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

  /** Whether the request in hand still waits for the first byte of its answer. */
  get isSilent(): boolean {
    return this.#exchange !== null && !this.#headSent && !this.#answered;
  }

  start(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#answered = false;
    this.#headSent = false;
    exchange.core = this;
    this.#startedAt = performance.now();
    this.#startedUnixMicros = Math.round((performance.timeOrigin + this.#startedAt) * 1000);
    const { environ, body } = exchange;
    const follows = body.kind === 'follows';
    const flags =
      (environ.isJson ? requestFlags.environIsJson : 0) | (follows ? requestFlags.bodyFollows : 0);
    this.#socket.write(encodeRequest(environ.text, flags, follows ? null : body.bytes));
  }

  /** The client is gone: let the application know, and take the rest of its answer without keeping it. */
  cancel(): void {
    if (this.#exchange === null || this.#answered) return;
    this.#answered = true;
    this.counters.writeErrors += 1;
    this.#socket.resume();
    this.#socket.write(encodeFrame(toCore.cancel, 0, 0, nothing));
  }

  /** Answer the client now, although the core is still at work. */
  giveUp(failure: Failure): void {
    const exchange = this.#exchange;
    if (exchange === null || this.#answered) return;
    this.#answered = true;
    exchange.answerFailure(failure);
    this.#socket.resume();
    this.#socket.write(encodeFrame(toCore.cancel, 0, 0, nothing));
  }

  /** The client has taken what was held back. */
  resume(): void {
    this.#socket.resume();
  }

  retire(): void {
    this.#socket.write(encodeFrame(toCore.retire, 0, 0, nothing));
  }

  destroy(): void {
    this.#socket.destroy();
  }

  takeFrame(kind: number, flags: number, extra: number, payload: Buffer): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    if (kind === fromCore.response) this.#takeResponse(exchange, flags, payload);
    else if (kind === fromCore.data) this.#takeData(exchange, flags, payload);
    else if (kind === fromCore.read) this.#sendBody(exchange, payload.readUInt32LE(0));
    if ((flags & answerFlags.last) !== 0) this.#finish(exchange, flags, extra);
  }

  #takeResponse(exchange: Exchange, flags: number, payload: Buffer): void {
    if (this.#answered) return;
    this.#headSent = true;
    const headEnd = 4 + payload.readUInt32LE(0);
    const head = parseHead(payload.toString('latin1', 4, headEnd));
    const data = payload.subarray(headEnd);
    const whole = answerFlags.last | answerFlags.complete;
    if ((flags & whole) !== 0 && (flags & answerFlags.cut) === 0) {
      this.#answered = true;
      exchange.answerWhole(head, data);
      return;
    }
    exchange.answerHead(head);
    if (data.length > 0) this.#pass(exchange, data);
  }

  #takeData(exchange: Exchange, flags: number, payload: Buffer): void {
    if (this.#answered) return;
    this.#pass(exchange, payload);
    if ((flags & answerFlags.complete) !== 0 && !this.#answered) {
      this.#answered = true;
      exchange.answerEnd();
    }
  }

  #pass(exchange: Exchange, data: Buffer): void {
    if (!exchange.answerData(data)) this.#socket.pause();
  }

  #finish(exchange: Exchange, flags: number, app: number): void {
    if (!this.#answered) {
      if ((flags & answerFlags.cut) !== 0) exchange.answerCut();
      else exchange.answerEnd();
    }
    this.#forget(exchange);
    this.#owner.coreFree(this, exchange, {
      app,
      micros: this.#elapsedMicros(),
      exception: (flags & answerFlags.exception) !== 0,
    });
  }

  #sendBody(exchange: Exchange, max: number): void {
    if (exchange.body.kind !== 'follows') {
      this.#socket.write(encodeFrame(toCore.body, 0, 0, nothing));
      return;
    }
    exchange.body.source.read(max).then(
      (bytes) => {
        if (this.#exchange === exchange) this.#socket.write(encodeFrame(toCore.body, 0, 0, bytes));
      },
      (error: unknown) => {
        if (this.#exchange !== exchange) return;
        this.counters.readErrors += 1;
        const reason = error instanceof Error ? error.message : String(error);
        this.#socket.write(encodeFrame(toCore.bodyError, 0, 0, Buffer.from(reason)));
      },
    );
  }

  #lost(): void {
    const exchange = this.#exchange;
    if (exchange !== null) {
      if (!this.#answered) exchange.answerFailure('worker-died');
      this.#forget(exchange);
    }
    this.#owner.coreLost(this, exchange, exchange === null ? 0 : this.#elapsedMicros());
  }

  #forget(exchange: Exchange): void {
    this.#exchange = null;
    exchange.core = null;
    if (exchange.body.kind === 'follows') exchange.body.source.release();
  }

  #elapsedMicros(): number {
    return Math.round((performance.now() - this.#startedAt) * 1000);
  }
}

function parseHead(text: string): AnswerHead {
  const end = text.indexOf('\0');
  if (end < 0) return { status: text, headers: [], bytes: emptyHeadBytes + text.length };
  const headers = text.slice(end + 1).split('\0');
  // Each name and value came with one NUL, and leaves with `: ` or a line end.
  return { status: text.slice(0, end), headers, bytes: emptyHeadBytes + text.length + headers.length };
}

/** `HTTP/1.1 `, the end of the status line and the empty line. */
const emptyHeadBytes = 13;

/**
 * Waits for the hello of a new connection and hands the core over.
 * @param accept returns null for a hello that is not one of ours
 */
export function greetCore(socket: Socket, accept: (socket: Socket, hello: Hello) => CoreLink | null): void {
  let core: CoreLink | null = null;
  const reader = new FrameReader((kind, flags, extra, payload) => {
    if (core !== null) core.takeFrame(kind, flags, extra, payload);
    else if (kind === fromCore.hello) core = accept(socket, parseHello(payload));
    if (core === null) socket.destroy();
  });
  socket.on('data', (chunk: Buffer) => {
    try {
      reader.push(chunk);
    } catch {
      socket.destroy();
    }
  });
  // A core that was killed resets its link; 'close' follows and says all there is to say.
  socket.on('error', () => {});
}

/** @throws Error for anything else than a hello. */
function parseHello(payload: Buffer): Hello {
  const value: unknown = JSON.parse(payload.toString('utf8'));
  if (typeof value !== 'object' || value === null) throw new Error('hello is not an object');
  const { token, serial, slot, core, threads, pid } = value as Record<string, unknown>;
  if (
    typeof token !== 'string' ||
    typeof serial !== 'number' ||
    typeof slot !== 'number' ||
    typeof core !== 'number' ||
    typeof threads !== 'number' ||
    typeof pid !== 'number'
  ) {
    throw new Error('hello lacks a field');
  }
  return { token, serial, slot, core, threads, pid };
}
