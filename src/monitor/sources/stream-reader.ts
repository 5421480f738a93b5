import type { Duplex } from 'node:stream';
import { parseStats } from '../../stats/parse.js';
import { type Reading, SourceError } from '../metrics/sample/reading.js';
import { type ExchangeOutcome, exchange } from './exchange.js';
import {
  codeOf,
  emptyReply,
  readFailure,
  replyFailure,
  systemFailure,
  timeoutFailure,
} from './read-failure.js';
import { retryOnce } from './retry-once.js';
import type { Reader } from './single-read-source.js';
import type { SourceLimits } from './source.js';

/** Opens connections of one kind; rejects with the system's error, or with the signal's reason. */
export interface Connector {
  /** For the Host header of a request. */
  readonly host: string;
  connect(signal: AbortSignal): Promise<Duplex>;
  close(): void;
}

/** Before it is known whether the server speaks first: raw ones do so within milliseconds, unless their master sleeps. */
const LISTEN_MS = 150;

/** Polls a stats server: a connection for each reply, raw or HTTP as the server likes it. */
export class StreamReader implements Reader {
  readonly #label: string;
  readonly #connector: Connector;
  readonly #limits: SourceLimits;
  #known: 'unknown' | 'raw' | 'http' = 'unknown';

  constructor(label: string, connector: Connector, limits: SourceLimits) {
    this.#label = label;
    this.#connector = connector;
    this.#limits = limits;
  }

  read(signal: AbortSignal): Promise<Reading> {
    return retryOnce(() => this.#attempt(signal), signal);
  }

  close(): void {
    this.#connector.close();
  }

  async #attempt(signal: AbortSignal): Promise<Reading> {
    const startedAt = performance.now();
    const connection = await this.#connect(signal);
    const connectMs = performance.now() - startedAt;
    const plan = {
      label: this.#label,
      request: `GET / HTTP/1.0\r\nHost: ${this.#connector.host}\r\nAccept: application/json\r\n\r\n`,
      askAfterMs: this.#askAfterMs(),
      limits: this.#limits,
    };
    try {
      const outcome = await exchange(connection, plan, signal);
      return this.#readingFrom(outcome, connectMs, performance.now() - startedAt);
    } catch (error) {
      if (error instanceof SourceError && error.kind === 'empty') this.#known = 'unknown';
      throw replyFailure(this.#label, error);
    }
  }

  async #connect(signal: AbortSignal): Promise<Duplex> {
    try {
      return await this.#connector.connect(signal);
    } catch (error) {
      this.#known = 'unknown';
      if (error instanceof SourceError) throw error;
      if (error === 'closed') throw readFailure(this.#label, 'closed', 'closed');
      if (error === 'timeout') throw timeoutFailure(this.#label, this.#limits.timeoutMs, 'no connection');
      if (codeOf(error) === 'ECONNRESET') throw emptyReply(this.#label, error);
      throw systemFailure(this.#label, error);
    }
  }

  /**
   * A server that was raw may be deaf for seconds, and is sent nothing then; if it has come back as an HTTP server, the
   * last part of the deadline is enough to find out.
   */
  #askAfterMs(): number {
    if (this.#known === 'http') return 0;
    if (this.#known === 'raw') return Math.max(LISTEN_MS, this.#limits.timeoutMs * 0.8);
    return LISTEN_MS;
  }

  #readingFrom(outcome: ExchangeOutcome, connectMs: number, durationMs: number): Reading {
    const parsingSince = performance.now();
    const { protocol, text } = outcome.reply.finish();
    this.#known = protocol;
    const { document, repaired } = parseStats(text);
    const { bytes, receivedAtMs, waitMs, transferMs } = outcome;
    const time = { connectMs, waitMs, transferMs, parseMs: performance.now() - parsingSince };
    return { receivedAtMs, durationMs, time, bytes, protocol, document, repaired, more: true };
  }
}
