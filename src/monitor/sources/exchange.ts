/**
 * One reply over one connection, raw or HTTP: a raw stats server speaks first, one with `--stats-http` waits for a
 * request and meanwhile keeps its master from everything else. So: listen for a moment, then ask on the same
 * connection. What must stay true for the server's sake: the stream is never paused, a raw server is not sent a byte,
 * and no HTTP server is left waiting for one.
 */
import type { Duplex } from 'node:stream';
import { StatsReplyReader } from '../../protocol/stats-reply.js';
import type { SourceError } from '../metrics/sample/reading.js';
import { codeOf, emptyReply, readFailure, systemFailure, timeoutFailure, tooLarge } from './read-failure.js';
import type { SourceLimits } from './source.js';

interface ExchangePlan {
  readonly label: string;
  readonly request: string;
  /** Silence after which the request is sent. */
  readonly askAfterMs: number;
  readonly limits: SourceLimits;
}

export interface ExchangeOutcome {
  readonly reply: StatsReplyReader;
  readonly bytes: number;
  readonly receivedAtMs: number;
  /** From the beginning, or from the request where one was sent, to the first byte; from there to the last. */
  readonly waitMs: number;
  readonly transferMs: number;
}

/** Rejects with a `SourceError`, or with the `StatsReplyError` of a reply that is none. The connection ends either way. */
export function exchange(
  connection: Duplex,
  plan: ExchangePlan,
  signal: AbortSignal,
): Promise<ExchangeOutcome> {
  return new Exchange(connection, plan, signal).run();
}

class Exchange {
  readonly #connection: Duplex;
  readonly #plan: ExchangePlan;
  readonly #signal: AbortSignal;
  readonly #reply = new StatsReplyReader();
  readonly #onAbort = (): void => this.#abort();
  #askTimer: NodeJS.Timeout | undefined;
  #asked = false;
  #bytes = 0;
  #waitingSince = performance.now();
  #firstByteAt = 0;
  #resolve: (outcome: ExchangeOutcome) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(connection: Duplex, plan: ExchangePlan, signal: AbortSignal) {
    this.#connection = connection;
    this.#plan = plan;
    this.#signal = signal;
  }

  run(): Promise<ExchangeOutcome> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#begin();
    });
  }

  #begin(): void {
    this.#connection.on('data', (piece: Buffer) => this.#take(piece));
    this.#connection.on('end', () => this.#finish());
    this.#connection.on('error', (error) => this.#lose(error));
    this.#connection.on('close', () => this.#finish());
    this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    if (this.#signal.aborted) this.#abort();
    else if (this.#plan.askAfterMs === 0) this.#ask();
    else this.#askTimer = setTimeout(() => this.#ask(), this.#plan.askAfterMs);
  }

  #ask(): void {
    this.#asked = true;
    this.#waitingSince = performance.now();
    this.#connection.write(this.#plan.request);
  }

  #take(piece: Buffer): void {
    clearTimeout(this.#askTimer);
    if (this.#bytes === 0) this.#firstByteAt = performance.now();
    this.#bytes += piece.length;
    if (this.#bytes > this.#plan.limits.maxBytes) {
      this.#fail(tooLarge(this.#plan.label, this.#plan.limits.maxBytes));
      return;
    }
    try {
      if (this.#reply.push(piece) !== 'more') this.#finish();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A server that does not read what it was sent resets the connection after its reply: the reply decides. */
  #lose(error: unknown): void {
    const code = codeOf(error);
    if (code === 'ECONNRESET' || code === 'EPIPE') this.#finish();
    else this.#fail(systemFailure(this.#plan.label, error));
  }

  #finish(): void {
    if (this.#bytes === 0) {
      this.#fail(emptyReply(this.#plan.label));
    } else {
      this.#end();
      this.#resolve({
        reply: this.#reply,
        bytes: this.#bytes,
        receivedAtMs: Date.now(),
        waitMs: this.#firstByteAt - this.#waitingSince,
        transferMs: performance.now() - this.#firstByteAt,
      });
    }
  }

  #abort(): void {
    if (!this.#asked && this.#bytes === 0) this.#ask();
    this.#fail(this.#abortFailure());
  }

  #abortFailure(): SourceError {
    const { label, limits } = this.#plan;
    if (this.#signal.reason === 'closed') return readFailure(label, 'closed', 'closed');
    return timeoutFailure(label, limits.timeoutMs, this.#bytes === 0 ? 'no reply' : 'no end of the reply');
  }

  #fail(error: unknown): void {
    this.#end();
    this.#reject(error);
  }

  #end(): void {
    clearTimeout(this.#askTimer);
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#connection.removeAllListeners('data').removeAllListeners('end').removeAllListeners('close');
    this.#connection.destroy();
  }
}
