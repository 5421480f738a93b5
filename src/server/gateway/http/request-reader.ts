/**
 * The reading side of a connection: bytes in any split → requests, one at a time. What comes ahead of its turn waits
 * unread, a little of it here, the rest in the kernel.
 */
import type { RequestBody } from '../../exchange/exchange.js';
import { giveBack } from '../bodies/block-queue.js';
import { AheadBytes } from './ahead-bytes.js';
import { HeadReader } from './head-reader.js';
import { HeaderNames } from './header-names.js';
import { IncomingBody } from './incoming-body.js';
import { InputBudget } from './input-budget.js';
import type { RequestHead } from './request-head.js';

export interface ReaderLimits {
  /** Longest head, bytes. */
  readonly head: number;
  /** Largest body, bytes; null: no limit. */
  readonly post: number | null;
  /** Memory limit of a body, bytes. */
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
  /** @param reason in words that quote nothing of the client's */
  refuse(status: number, reason?: string): void;
  cannotKeep(head: RequestHead, error: Error): void;
}

interface ReadyRequest {
  readonly head: RequestHead;
  readonly body: RequestBody;
  readonly gatheredLength: number | null;
}

export class RequestReader {
  readonly #owner: ReaderOwner;
  readonly #heads: HeadReader;
  readonly #ahead = new AheadBytes();
  #state: 'head' | 'body' | 'waiting' | 'closed' = 'head';
  #body: IncomingBody | null = null;
  /** Bytes charged to the budget. */
  #countedBytes = 0;
  readonly #onRoom: () => void;
  #isBusy = false;
  #ready: ReadyRequest | null = null;

  /** @param environ the part of the environ that all requests of the connection share */
  constructor(owner: ReaderOwner, environ = '') {
    this.#owner = owner;
    this.#heads = new HeadReader(environ, names);
    this.#onRoom = () => owner.resume();
  }

  /** In the middle of what has just come: not the moment for `next`. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Requests, or parts of one, have come ahead of their turn. */
  get hasMore(): boolean {
    return !this.#ahead.isEmpty;
  }

  /** The application waits for more of the body. */
  get isBodyWanted(): boolean {
    return this.#body?.isWanted ?? false;
  }

  /** A request is with the owner, or will be as soon as its body is kept. */
  get isInHand(): boolean {
    return this.#state === 'waiting';
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
    return this.#body !== null && !this.#body.isWhole;
  }

  push(bytes: Buffer): void {
    this.#isBusy = true;
    try {
      let left: Buffer | null = bytes;
      while (left !== null && left.length > 0 && this.#state !== 'closed') left = this.#take(left);
      const ready = this.#ready;
      this.#ready = null;
      // Last of all: its owner may ask what else has come.
      if (ready !== null) this.#owner.request(ready.head, ready.body, ready.gatheredLength);
    } finally {
      this.#isBusy = false;
      this.#count();
    }
  }

  /** The answer before is on its way: the next request may come. */
  next(): void {
    this.#state = 'head';
    this.#owner.resume();
    const ahead = this.#ahead.take();
    if (ahead === null) this.#count();
    else {
      this.push(ahead);
      giveBack(ahead);
    }
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
    this.#count();
    budget.forget(this.#onRoom);
  }

  /** Tell the budget what is held, and wait for room. */
  #count(): void {
    const held = this.#heads.heldBytes + this.#ahead.heldBytes;
    if (held !== this.#countedBytes) {
      const change = held - this.#countedBytes;
      this.#countedBytes = held;
      budget.change(change);
    }
    if (this.#state === 'closed' || !budget.isSpent) return;
    // One that has its request in hand needs nothing; a read could bring 64 KB.
    if (this.#state !== 'waiting' && budget.allows(held)) return;
    this.#owner.hold();
    budget.wait(this.#onRoom);
  }

  /** @returns the bytes still to be taken; null: none */
  #take(bytes: Buffer): Buffer | null {
    if (this.#body !== null) return this.#takeBody(this.#body, bytes);
    if (this.#state === 'head') return this.#takeHead(bytes);
    this.#ahead.push(bytes);
    if (this.#ahead.isFull) this.#owner.hold();
    return null;
  }

  #takeHead(bytes: Buffer): Buffer | null {
    // Byte by byte it could take for ever: the time runs from the first one on.
    if (this.#heads.length === 0) this.#owner.touched();
    const { head: longest, post } = this.#owner.limits;
    const result = this.#heads.push(bytes, longest);
    if (result === null) return null;
    if ('status' in result) {
      this.#owner.refuse(result.status, result.reason);
      return null;
    }
    const { head } = result;
    if (post !== null && (head.body.contentLength ?? 0) > post) {
      this.#owner.refuse(413, `the body is larger than ${post} bytes`);
      return null;
    }
    if (head.body.hasBody) this.#beginBody(head, result.rest.length > 0);
    else {
      this.#state = 'waiting';
      this.#ready = { head, body: NO_BODY, gatheredLength: null };
    }
    return result.rest;
  }

  #beginBody(head: RequestHead, hasBegun: boolean): void {
    const owner = this.#owner;
    owner.touched();
    this.#state = 'body';
    // One that has begun to send its body does not wait to be asked.
    const onDemand = head.expectsContinue && !hasBegun;
    this.#body = new IncomingBody(head.body, onDemand, {
      memoryBytes: owner.limits.bodyMemory,
      limitPost: owner.limits.post,
      touched: () => owner.touched(),
      hold: () => owner.hold(),
      resume: () => owner.resume(),
      invite: () => owner.invite(),
      refuse: (status, reason) => owner.refuse(status, reason),
      cannotKeep: (error) => owner.cannotKeep(head, error),
      ready: (body, gatheredLength) => {
        if (this.#state !== 'closed') this.#state = 'waiting';
        if (this.#isBusy) this.#ready = { head, body, gatheredLength };
        else owner.request(head, body, gatheredLength);
      },
    });
    // Its owner has to see it as one with a body that is not here.
    this.#body.begin();
  }

  #takeBody(body: IncomingBody, bytes: Buffer): Buffer | null {
    const rest = body.push(bytes);
    if (rest === null) return null;
    this.#body = null;
    // Gathered bodies may still be on their way to a file: what comes behind them waits all the same.
    if (this.#state === 'body') this.#state = 'waiting';
    return rest;
  }
}

/** All connections of a gateway share them. */
const names = new HeaderNames();
const budget = new InputBudget();
const NO_BODY: RequestBody = { kind: 'whole', bytes: null };
