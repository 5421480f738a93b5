import { holdMillis } from '../cut-connection.js';
import type { ConnectionOwner, Wire } from './connection-owner.js';
import type { DirectOutbox } from './direct-outbox.js';
import { closing, formatOwnAnswer } from './own-answer.js';
import { TakeWatch } from './take-watch.js';

/** How long a client may go on sending what nobody reads, so that it sees its answer and not a reset. */
const lingerMillis = 2000;

/** How a connection ends: by its client, by its deadline, or because the last answer is out. */
export class ConnectionEnd {
  readonly #wire: Wire;
  readonly #owner: ConnectionOwner;
  readonly #outbox: DirectOutbox;
  /** `held`: its answer was cut, and nothing ends it but the client (`cut-connection.ts`). */
  #state: 'open' | 'closing' | 'held' | 'closed' = 'open';
  readonly #watch = new TakeWatch();
  #deadline = Number.POSITIVE_INFINITY;

  constructor(wire: Wire, owner: ConnectionOwner, outbox: DirectOutbox) {
    this.#wire = wire;
    this.#owner = owner;
    this.#outbox = outbox;
  }

  /** Requests are taken. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isClosing(): boolean {
    return this.#state === 'closing';
  }

  get isHeld(): boolean {
    return this.#state === 'held';
  }

  /** A client that takes nothing, for as long as a request may wait, is dropped, and so is one whose end was due. */
  sweep(now: number): void {
    const timeout = this.#owner.limits.httpTimeoutSeconds * 1000;
    const isStuck = !this.isHeld && timeout > 0 && this.#watch.idleMillis(this.#outbox, now) >= timeout;
    if (isStuck || now >= this.#deadline) this.destroy();
  }

  /** The client has sent all that it will. */
  inputEnded(): void {
    if (this.isHeld) this.destroy();
  }

  /** An answer that no application gave, and the end. */
  lastWords(status: number, reason: string | null, isHead: boolean): void {
    const said = reason === null ? {} : { reason };
    this.#outbox.writeText(formatOwnAnswer({ status, ...said, isHead, end: closing }));
    this.close();
  }

  /** The last answer has been handed over. */
  close(): void {
    this.#state = 'closing';
    this.#outbox.whenTaken(() => this.#linger());
  }

  /** The rest of the answer will not come: make sure that the client can tell. */
  cut(isOpenEnded: boolean): void {
    this.#state = this.#wire.cut(isOpenEnded) ? 'held' : 'closing';
    this.#deadline = this.#owner.now + holdMillis;
  }

  destroy(): void {
    this.#wire.stream.destroy();
  }

  closed(): void {
    this.#state = 'closed';
    this.#outbox.destroy();
  }

  /** A close while the client still sends would reset the connection and take the answer with it. */
  #linger(): void {
    this.#deadline = this.#owner.now + lingerMillis;
    if (!this.#wire.stream.destroyed) this.#wire.stream.end();
  }
}
