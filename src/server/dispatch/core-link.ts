import type { Duplex } from 'node:stream';
import type { Exchange, Failure } from '../exchange/exchange.js';
import {
  encodeFrame,
  type Hello,
  MAX_REQUEST_NUMBER,
  PAUSE_FLAGS,
  RETIRE_FLAGS,
  TO_CORE,
} from '../messages/link-frames.js';
import type { CoreOwner } from './core-owner.js';
import { CoreRequest, LinkFault, type RequestLink } from './core-request.js';
import { type AnswerEnd, type CoreCounters, coreCountersFor, type SlotCounters } from './counters.js';
import { endSoon } from './end-soon.js';
import type { Frame } from './frame-reader.js';
import { writeBody, writeRequests } from './write-frames.js';

const NOTHING = new Uint8Array(0);
const NONE: readonly CoreRequest[] = [];

/**
 * The gateway's end of one core. It has nothing in hand, or one request in hand and maybe others that lie ready behind
 * it, which the core begins in their order.
 */
export class CoreLink implements RequestLink {
  readonly hello: Hello;
  readonly counters: CoreCounters;
  readonly #socket: Duplex;
  readonly #owner: CoreOwner<CoreLink>;
  /** The first is in hand. */
  #requests: CoreRequest[] = [];
  /** Of the last request that was handed over. */
  #number = 0;
  /** Nothing is read from the core until the client has taken more. */
  #isHeld = false;
  /** As far as is known here, the core has not read the one request that was handed over. */
  #untouched = false;
  /** The kernel's word that something which was sent has not been read. */
  #reset = false;
  /** Nothing that is still here may go to another core: it has begun, or nobody can tell. */
  #isJudged = false;
  /** Of a core that has left: the last request that it has begun here. */
  #lastBegun: number | null = null;
  /** It gets no other request. */
  isLeaving = false;
  /** It counts as at work. One that runs for long does not: nobody should wait for it. */
  isActive = false;
  #handedAt = 0;
  #startedAt = 0;
  #forgiven = 0;

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

  /** The one in hand. */
  get exchange(): Exchange | null {
    return this.#requests[0]?.exchange ?? null;
  }

  get hasReady(): boolean {
    return this.#requests.length > 1;
  }

  /** Number of those that it has, in hand or ready. */
  get requestCount(): number {
    return this.#requests.length;
  }

  /** Those behind the one in hand. */
  get ready(): readonly CoreRequest[] {
    return this.hasReady ? this.#requests.slice(1) : NONE;
  }

  /** `performance.now()` of the request in hand: its beginning, as far as it can be seen from here. */
  get startedAt(): number {
    return this.#startedAt;
  }

  get startedUnixMicros(): number {
    return Math.round((performance.timeOrigin + this.#startedAt - this.#forgiven) * 1000);
  }

  /** When the last requests were handed over. */
  get handedAt(): number {
    return this.#handedAt;
  }

  /** The request in hand has no byte of its answer yet. */
  get isSilent(): boolean {
    return this.#requests[0]?.isSilent ?? false;
  }

  /** To be called only when nothing is in hand. @param exchanges in the order in which the core is to begin them */
  start(exchanges: readonly Exchange[]): void {
    for (const exchange of exchanges) {
      this.#number = this.#number >= MAX_REQUEST_NUMBER ? 1 : this.#number + 1;
      exchange.readyFor = this;
      this.#requests.push(new CoreRequest(exchange, this.#number, this));
    }
    this.#untouched = this.#requests.length === 1;
    // Its end is known already, and 'close' is on its way.
    if (!this.#socket.writable) this.#reset = true;
    writeRequests(
      this.#socket,
      this.#requests.map(({ frame }) => frame),
    );
    this.#begin();
    this.#handedAt = this.#startedAt;
  }

  /** For `ms` this process has not looked at anything: they do not count against the request in hand. */
  forgive(ms: number): void {
    this.#startedAt += ms;
    this.#forgiven += ms;
  }

  /** The client of the request in hand is gone. */
  cancel(): void {
    this.#requests[0]?.cancel();
  }

  /** Answer the client of the request in hand now, although the core is still at work. */
  giveUp(failure: Failure): void {
    this.#requests[0]?.giveUp(failure);
  }

  hold(): void {
    this.#isHeld = true;
    this.#socket.pause();
  }

  /** The client has taken what was held back. */
  resume(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#socket.resume();
  }

  retire(): void {
    this.#write(TO_CORE.retire, 0, NOTHING, this.#owner.isStopping ? RETIRE_FLAGS.serverStops : 0);
  }

  /** For a core that accepts connections itself. */
  pause(paused: boolean): void {
    this.#write(TO_CORE.pause, 0, NOTHING, paused ? PAUSE_FLAGS.paused : 0);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** It breaks the rules: this end closes the link, and nobody can tell what the core makes of what it was given. */
  cutOff(): void {
    this.#isJudged = true;
    this.#socket.destroy();
  }

  /** The core has let go of this link, or its process has ended: what it had sent before still counts. */
  leave(): void {
    this.isLeaving = true;
    this.#owner.coreLeft(this);
    this.#returnUnbegun();
    if (this.exchange === null) this.destroy();
    else endSoon(this.#socket);
  }

  /** The worker says that this core will never begin these. */
  returned(first: number, last: number): void {
    const [inHand] = this.#requests;
    const from = this.#placeOf(first);
    if (from < 0) return;
    this.#return(this.#requests.slice(from, 1 + Math.max(from, this.#placeOf(last))), 'recalled');
    // It had been on its way to be begun.
    if (this.#requests[0] !== inHand) this.#goOn();
  }

  /**
   * @returns true when nobody holds the payload any more
   * @throws LinkFault, or whatever the exchange throws; the link is of no use then
   */
  takeFrame(frame: Frame): boolean {
    if (frame.number !== this.#requests[0]?.number) this.#skipTo(frame.number);
    this.#untouched = false;
    const [request] = this.#requests;
    if (request === undefined) return true;
    request.takeFrame(frame);
    return request.exchange.isTaken;
  }

  ended({ exchange }: CoreRequest, end: AnswerEnd): void {
    this.#requests.shift();
    this.#owner.requestEnded(this, exchange, end);
    this.#goOn();
  }

  recall(): void {
    this.#owner.recall(this);
  }

  sendBody(number: number, pieces: readonly Buffer[], sent: () => void): void {
    this.#untouched = false;
    writeBody(this.#socket, number, pieces, sent);
  }

  send(kind: number, number: number, payload: Uint8Array): void {
    this.#write(kind, number, payload, 0);
  }

  elapsedMicros(): number {
    return Math.max(0, Math.round((performance.now() - this.#startedAt) * 1000));
  }

  /** The core has begun with one that lay ready: those before it have been taken away, and word of that is on its way. */
  #skipTo(number: number): void {
    const [inHand] = this.#requests;
    const at = this.#placeOf(number);
    const isSkip = at > 0 && inHand?.hasSpoken === false;
    const begun = isSkip ? (this.#lastBegun ?? this.#owner.lastBegun(this)) : null;
    if (begun === null || this.#placeOf(begun) < at)
      throw new LinkFault(`a frame of request ${number} while ${inHand?.number ?? 0} is in hand`);
    this.#return(this.#requests.slice(0, at), 'recalled');
    this.#begin();
  }

  #placeOf(number: number): number {
    return this.#requests.findIndex((request) => request.number === number);
  }

  #goOn(): void {
    if (this.#requests.length > 0) this.#begin();
    else this.#owner.coreIdle(this);
  }

  #begin(): void {
    const [request] = this.#requests;
    if (request === undefined) return;
    this.#startedAt = performance.now();
    this.#forgiven = 0;
    this.#owner.requestBegun(request.exchange);
    request.begin(this);
  }

  #write(kind: number, number: number, payload: Uint8Array, flags: number): void {
    // Bytes sent after the request may be the unread ones: a reset no longer proves that the request is unread.
    this.#untouched = false;
    this.#socket.write(encodeFrame(kind, number, payload, flags));
  }

  #lost(): void {
    this.#returnUnbegun();
    const micros = this.elapsedMicros();
    for (const request of this.#requests) {
      request.lose();
      this.#owner.requestLost(this, request.exchange, micros);
    }
    this.#requests = [];
    this.#owner.coreLost(this);
  }

  /** The core is not there any more. */
  #returnUnbegun(): void {
    if (this.#isJudged || this.#requests.length === 0) return;
    const begun = this.#owner.lastBegun(this);
    this.#isJudged = begun !== null;
    this.#lastBegun = begun;
    // By their places, since numbers begin anew some day.
    if (begun !== null) this.#return(this.#requests.slice(1 + this.#placeOf(begun)));
    else if (this.#untouched && this.#reset) this.#return(this.#requests);
  }

  #return(requests: readonly CoreRequest[], why: 'recalled' | 'core-lost' = 'core-lost'): void {
    if (requests.length === 0) return;
    this.#requests = this.#requests.filter((request) => !requests.includes(request));
    for (const request of requests) {
      request.neverBegan();
      this.#owner.requestReturned(request.exchange, request.isAnswered, why);
    }
  }
}
