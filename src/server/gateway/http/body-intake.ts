/**
 * The way of a body from its connection to its request. Usually all of it is gathered before a core is asked for, so
 * that a slow client holds none: in memory when it is small, and through `gatherBody` when it is not. A body that the
 * client sends only when asked (`Expect: 100-continue`) follows when the application reads.
 */
import { withVar } from '../../dispatch/environ-text.js';
import { gatherBody } from '../body-gatherer.js';
import type { HttpExchange } from './http-exchange.js';
import { type BodyFlow, IncomingBody } from './incoming-body.js';
import { inChunks } from './request-head.js';

export interface IntakeOwner extends BodyFlow {
  /** The request may run. */
  bodyReady(): void;
  /** There is no room for the body, say. */
  bodyLost(reason: string): void;
}

export interface IntakeLimits {
  /** What may stay in memory; more goes to a file. */
  readonly memoryBytes: number;
  readonly limitBytes: number | null;
}

/** Bodies up to this size travel with the request; larger ones when the application reads. */
const inlineBytes = 65_536;

export class BodyIntake {
  readonly body: IncomingBody;
  readonly #owner: IntakeOwner;
  readonly #exchange: HttpExchange;
  readonly #length: number;
  readonly #memoryBytes: number;
  #way: 'in memory' | 'gathered' | 'on demand' = 'in memory';
  #isOver = false;

  constructor(owner: IntakeOwner, exchange: HttpExchange, length: number, limits: IntakeLimits) {
    this.#owner = owner;
    this.#exchange = exchange;
    this.#length = length;
    this.#memoryBytes = limits.memoryBytes;
    this.body = new IncomingBody(owner, length, limits.limitBytes);
  }

  /** The application reads it while it comes. */
  get isOnDemand(): boolean {
    return this.#way === 'on demand';
  }

  followOnDemand(): void {
    this.#way = 'on demand';
    this.#exchange.body = { kind: 'follows', source: this.body };
  }

  /**
   * @param isTight memory is short: what is not complete goes to a file
   * @returns where the body ends in `bytes`
   * @throws BodyRefused
   */
  take(bytes: Buffer, isTight: boolean): number {
    const end = this.body.take(bytes);
    if (this.#way !== 'in memory') return end;
    const { waitingBytes, isComplete } = this.body;
    const most = Math.min(inlineBytes, this.#memoryBytes);
    if (isComplete && waitingBytes <= most) this.#ready(this.body.takeAll());
    else if (waitingBytes >= most) this.#gather(this.#memoryBytes);
    else if (isTight && waitingBytes > 0) this.#gather(0);
    return end;
  }

  /** Nobody wants it any more. */
  drop(reason: string): void {
    this.#isOver = true;
    this.body.fail(reason);
    this.body.release();
  }

  #ready(bytes: Buffer): void {
    this.#exchange.body = { kind: 'whole', bytes };
    this.#setLength(bytes.length);
    this.#owner.bodyReady();
  }

  #gather(memoryBytes: number): void {
    this.#way = 'gathered';
    // The body itself watches over its limit.
    gatherBody(this.body.blocks(), memoryBytes, null)
      .then(({ body, length }) => {
        if (this.#isOver) {
          if (body.kind === 'follows') body.source.release();
          return;
        }
        this.#exchange.body = body;
        this.#setLength(length);
        this.#owner.bodyReady();
      })
      .catch((error: unknown) => {
        if (!this.#isOver) this.#owner.bodyLost(error instanceof Error ? error.message : String(error));
      });
  }

  /** A body that came in chunks has a length for the application. */
  #setLength(length: number): void {
    if (this.#length !== inChunks) return;
    this.#exchange.environ = withVar(this.#exchange.environ, 'CONTENT_LENGTH', String(length));
  }
}
