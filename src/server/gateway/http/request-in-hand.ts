import type { LimitsConfig } from '../../options/server-config.js';
import { BodyIntake, type IntakeOwner } from './body-intake.js';
import type { ConnectionOwner } from './connection-owner.js';
import type { DirectOutbox } from './direct-outbox.js';
import type { HttpExchange } from './http-exchange.js';
import type { RequestHead } from './request-head.js';

/** The connection, as its request sees it. */
export interface RequestHost {
  readonly outbox: DirectOutbox;
  /** The request may run. */
  requestReady(): void;
  /** A client that is silent from now on holds up its own request. */
  bodyAwaited(): void;
  /** There may be room for more of the body. */
  bodyTaken(): void;
  /** There is no room for the body, say. */
  bodyLost(reason: string): void;
}

const interim = 'HTTP/1.1 100 Continue\r\n\r\n';
/** The reset that answers the first is seen by the second. */
const mostProbes = 2;
/** Bodies above this size go to a file, if nobody says otherwise. */
const usualMemoryBytes = 1_048_576;

/** The one request of a connection that is being read, waits, or runs. */
export class RequestInHand implements IntakeOwner {
  readonly exchange: HttpExchange;
  readonly #host: RequestHost;
  readonly #owner: ConnectionOwner;
  /** null without a body, and when all of it is with the request. */
  #intake: BodyIntake | null = null;
  #isSubmitted = false;
  #isInvited = false;
  #probes = 0;

  constructor(exchange: HttpExchange, owner: ConnectionOwner, host: RequestHost) {
    this.exchange = exchange;
    this.#owner = owner;
    this.#host = host;
  }

  /** The dispatcher has it. */
  get isSubmitted(): boolean {
    return this.#isSubmitted;
  }

  /** The client has not sent all of the body. */
  get isBodyOpen(): boolean {
    return this.#intake !== null && !this.#intake.body.isComplete;
  }

  get isBodyFull(): boolean {
    return this.#intake?.body.isFull === true;
  }

  get heldBytes(): number {
    const { environ, body } = this.exchange;
    const inline = body.kind === 'whole' && body.bytes !== null ? body.bytes.length : 0;
    return environ.text.length + inline + (this.#intake?.body.heldBytes ?? 0);
  }

  submit(): void {
    this.#isSubmitted = true;
    this.#owner.dispatcher.submit(this.exchange);
  }

  /** @param hasArrived the client has begun to send the body, so it needs no invitation */
  expectBody(head: RequestHead, { postBuffering, limitPost }: LimitsConfig, hasArrived: boolean): void {
    this.#intake = new BodyIntake(this, this.exchange, head.bodyLength, {
      memoryBytes: postBuffering ?? usualMemoryBytes,
      limitBytes: limitPost,
    });
    if (head.expectsContinue && !hasArrived) {
      this.#intake.followOnDemand();
      this.#host.requestReady();
    } else this.#host.bodyAwaited();
  }

  /**
   * The body goes on.
   * @returns where it ends in `bytes`
   * @throws BodyRefused
   */
  fill(bytes: Buffer): number {
    const intake = this.#intake;
    if (intake === null) return 0;
    if (!intake.isOnDemand || intake.body.isAwaited) this.#host.bodyAwaited();
    return intake.take(bytes, this.#owner.budget.isSpent);
  }

  /** The rest of the body will not come, and the application runs already. */
  failBody(reason: string): void {
    this.#intake?.body.fail(reason);
  }

  /** Nobody will get the answer. */
  withdraw(reason: string): void {
    this.forgetBody(reason);
    this.#owner.dispatcher.withdraw(this.exchange);
  }

  forgetBody(reason: string): void {
    const intake = this.#intake;
    this.#intake = null;
    intake?.drop(reason);
  }

  bodyReady(): void {
    this.#intake = null;
    this.#host.requestReady();
  }

  bodyLost(reason: string): void {
    this.#host.bodyLost(reason);
  }

  /** The application reads a body that the client may send only when it is asked to. */
  bodyWanted(): void {
    const intake = this.#intake;
    if (intake === null || !intake.isOnDemand) return;
    if (!this.#isInvited && !this.exchange.hasBegun && intake.body.receivedBytes === 0) {
      this.#isInvited = true;
      this.#host.outbox.writeText(interim);
    }
    this.#host.bodyAwaited();
  }

  bodyTaken(): void {
    if (this.#intake !== null) this.#host.bodyTaken();
  }

  /**
   * A client that closed its side may have left, or wait for its answer: nobody can tell until something is sent, twice.
   * The request of one that is gone need not wait for a core.
   */
  probe(): void {
    const { exchange } = this;
    if (exchange.protocol !== 'HTTP/1.1' || this.#probes >= mostProbes) return;
    if (!this.#owner.dispatcher.isWaiting(exchange)) return;
    this.#probes += 1;
    this.#host.outbox.writeText(interim);
  }
}
