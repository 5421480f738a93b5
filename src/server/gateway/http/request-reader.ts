/**
 * The reading side of a connection: bytes in any split → requests, one at a time. What comes ahead of its turn waits
 * unread, a little of it here, the rest in the kernel.
 */
import type { RequestBody } from '../../dispatch/exchange.js';
import { AheadBytes } from './ahead-bytes.js';
import { HeadBuffer } from './head-buffer.js';
import { isRefusal } from './head-check.js';
import { IncomingBody } from './incoming-body.js';
import { parseRequestHead, type RequestHead } from './request-head.js';

export interface ReaderLimits {
  /** Longest head, bytes. */
  readonly head: number;
  /** Largest body, bytes; null: no limit. */
  readonly post: number | null;
  /** What of a body may stay in memory, bytes. */
  readonly bodyMemory: number;
}

/** The connection, as its reader sees it. */
export interface ReaderOwner {
  readonly limits: ReaderLimits;
  /** The first byte of a request, or more of its body, has come. */
  touched(): void;
  hold(): void;
  resume(): void;
  /** Send `100 Continue`. */
  invite(): void;
  /** @param gatheredLength of a body that came in chunks */
  request(head: RequestHead, body: RequestBody, gatheredLength: number | null): void;
  refuse(status: number): void;
  cannotKeep(head: RequestHead, error: Error): void;
}

export class RequestReader {
  readonly #owner: ReaderOwner;
  readonly #heads = new HeadBuffer();
  readonly #ahead = new AheadBytes();
  #state: 'head' | 'body' | 'waiting' | 'closed' = 'head';
  #body: IncomingBody | null = null;

  constructor(owner: ReaderOwner) {
    this.#owner = owner;
  }

  /** Between two requests, or before the first. */
  get isIdle(): boolean {
    return this.#state === 'head' && this.#heads.length === 0;
  }

  /** In the middle of a head, or of a body that is gathered. */
  get isReading(): boolean {
    return (this.#state === 'head' && this.#heads.length > 0) || this.#state === 'body';
  }

  /** The request in hand has a body that is not all here. */
  get isBodyUnread(): boolean {
    return this.#body !== null;
  }

  push(bytes: Buffer): void {
    if (this.#state === 'closed' || bytes.length === 0) return;
    if (this.#body !== null) this.#takeBody(bytes);
    else if (this.#state === 'head') this.#takeHead(bytes);
    else {
      this.#ahead.push(bytes);
      if (this.#ahead.isFull) this.#owner.hold();
    }
  }

  /** The answer before is on its way: the next request may come. */
  next(): void {
    this.#state = 'head';
    this.#owner.resume();
    const ahead = this.#ahead.take();
    if (ahead !== null) this.#takeHead(ahead);
  }

  /** The rest of the body will not come. @param reason for an application that reads it */
  abortBody(reason: string): void {
    this.#body?.abort(reason);
  }

  close(reason: string): void {
    this.#state = 'closed';
    this.#body?.abort(reason);
    this.#body = null;
    this.#ahead.take();
    this.#heads.clear();
  }

  #takeHead(bytes: Buffer): void {
    // Byte by byte it could take for ever: the time runs from the first one on.
    if (this.#heads.length === 0) this.#owner.touched();
    const { head: longest, post } = this.#owner.limits;
    const result = this.#heads.push(bytes, longest);
    if (result === 'more') return;
    if (result === 'too-long') {
      this.#owner.refuse(431);
      return;
    }
    const head = parseRequestHead(result.head, post);
    if (isRefusal(head)) this.#owner.refuse(head.status);
    else this.#begin(head, result.rest);
  }

  #begin(head: RequestHead, rest: Buffer): void {
    if (!head.body.hasBody) {
      this.#state = 'waiting';
      this.#owner.request(head, { kind: 'whole', bytes: null }, null);
      this.push(rest);
      return;
    }
    const owner = this.#owner;
    owner.touched();
    this.#state = 'body';
    // One that has begun to send its body does not wait to be asked.
    const onDemand = head.expectsContinue && rest.length === 0;
    this.#body = new IncomingBody(head.body, onDemand, {
      memoryBytes: owner.limits.bodyMemory,
      limitPost: owner.limits.post,
      touched: () => owner.touched(),
      hold: () => owner.hold(),
      resume: () => owner.resume(),
      invite: () => owner.invite(),
      refuse: (status) => owner.refuse(status),
      cannotKeep: (error) => owner.cannotKeep(head, error),
      ready: (body, gatheredLength) => {
        if (this.#state !== 'closed') this.#state = 'waiting';
        owner.request(head, body, gatheredLength);
      },
    });
    if (rest.length > 0) this.#takeBody(rest);
  }

  #takeBody(bytes: Buffer): void {
    const rest = this.#body?.push(bytes) ?? null;
    if (rest === null) return;
    this.#body = null;
    // Gathered bodies may still be on their way to a file: what comes behind them waits all the same.
    if (this.#state === 'body') this.#state = 'waiting';
    this.push(rest);
  }
}
