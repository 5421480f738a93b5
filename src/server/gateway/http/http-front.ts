/** The HTTP side of a gateway: one listener, its connections, and the one timer that looks at their deadlines. */
import { createServer, type Server, type Socket } from 'node:net';
import type { ListenerCounters } from '../../dispatch/counters.js';
import type { Dispatcher } from '../../dispatch/dispatcher.js';
import type { Outcome } from '../../dispatch/exchange.js';
import type { LimitsConfig, ServerConfig } from '../../options/server-config.js';
import type { ClientSeats } from '../client-seats.js';
import { connectionEnviron, plainAddress } from '../connection-environ.js';
import { cutConnection } from '../cut-connection.js';
import { type AddedLines, addedLines } from './answer-head.js';
import type { ConnectionOwner } from './connection-owner.js';
import { HeaderNames } from './header-names.js';
import { HttpConnection } from './http-connection.js';
import type { HttpExchange } from './http-exchange.js';
import type { InputBudget } from './input-budget.js';
import { closing, formatOwnAnswer } from './own-answer.js';
import { SweepClock } from './sweep-clock.js';

export interface HttpFrontSettings {
  readonly config: ServerConfig;
  readonly listener: number;
  readonly counters: ListenerCounters;
  readonly dispatcher: Dispatcher;
  readonly seats: ClientSeats;
  readonly budget: InputBudget;
  readonly logRequest: (exchange: HttpExchange, outcome: Outcome) => void;
  readonly log: (line: string) => void;
}

/** One timer for all connections: one for each would cost more than all else that a short request needs. */
const sweepMillis = 250;
/** How long a stop waits for requests that are on their way on open connections. */
const drainGraceMillis = 500;

export class HttpFront implements ConnectionOwner {
  readonly server: Server;
  readonly names = new HeaderNames();
  readonly #settings: HttpFrontSettings;
  readonly #connections = new Set<HttpConnection>();
  readonly #clock = new SweepClock(sweepMillis, performance.now());
  #config: ServerConfig;
  #added: AddedLines;
  #draining = false;

  constructor(settings: HttpFrontSettings) {
    this.#settings = settings;
    this.#config = settings.config;
    this.#added = addedFor(settings.config);
    // A client that has sent all it will (half-closed) still wants its answer.
    const options = { allowHalfOpen: true, noDelay: true, keepAlive: true };
    this.server = createServer(options, (socket) => this.#connected(socket));
    setInterval(() => this.#sweep(), sweepMillis).unref();
  }

  get listener(): number {
    return this.#settings.listener;
  }

  get counters(): ListenerCounters {
    return this.#settings.counters;
  }

  get dispatcher(): Dispatcher {
    return this.#settings.dispatcher;
  }

  get budget(): InputBudget {
    return this.#settings.budget;
  }

  get limits(): LimitsConfig {
    return this.#config.limits;
  }

  get added(): AddedLines {
    return this.#added;
  }

  get keepsAlive(): boolean {
    return !this.#draining && this.#config.limits.httpKeepAliveSeconds > 0;
  }

  get now(): number {
    return this.#clock.now;
  }

  deadlineIn(seconds: number): number {
    return seconds > 0 ? this.now + seconds * 1000 : Number.POSITIVE_INFINITY;
  }

  log(line: string): void {
    this.#settings.log(line);
  }

  fault(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#settings.log(`*** a fault of the server ended one connection: ${text} ***`);
    this.#settings.counters.rejected += 1;
  }

  logRequest(exchange: HttpExchange, outcome: Outcome): void {
    this.#settings.logRequest(exchange, outcome);
  }

  /** Of the requests that come from now on. */
  reconfigure(config: ServerConfig): void {
    this.#config = config;
    this.#added = addedFor(config);
  }

  /** No new connections; those that are open close with their next answer. */
  drain(): void {
    this.#draining = true;
    this.server.close();
    for (const connection of this.#connections) {
      if (connection.stage === 'idle') connection.destroy();
    }
    setTimeout(() => {
      for (const connection of this.#connections) if (connection.stage !== 'asked') connection.destroy();
    }, drainGraceMillis).unref();
  }

  /** A connection that is kept only to be cut later has no answer to wait for. */
  get isEmpty(): boolean {
    for (const connection of this.#connections) if (connection.stage !== 'held') return false;
    return true;
  }

  /** Closes the connection that has waited longest for nothing. */
  closeIdle(): boolean {
    for (const connection of this.#connections) {
      if (connection.stage !== 'idle' && connection.stage !== 'new') continue;
      connection.destroy();
      return true;
    }
    return false;
  }

  #connected(socket: Socket): void {
    const { seats } = this.#settings;
    if (!seats.take()) {
      this.#settings.counters.rejected += 1;
      const reason = 'too many clients are connected';
      socket.on('error', () => {});
      socket.end(
        formatOwnAnswer({ status: 503, reason, more: 'Retry-After: 1\r\n', isHead: false, end: closing }),
        'latin1',
        () => socket.destroy(),
      );
      return;
    }
    const wire = {
      stream: socket,
      environ: connectionEnviron(socket),
      remote: plainAddress(socket.remoteAddress ?? ''),
      cut: (isOpenEnded: boolean) => cutConnection(socket, isOpenEnded),
    };
    const connection = new HttpConnection(wire, this);
    this.#connections.add(connection);
    socket.once('close', () => {
      this.#connections.delete(connection);
      seats.release();
    });
  }

  #sweep(): void {
    if (!this.#clock.step(performance.now())) return;
    const { now } = this.#clock;
    for (const connection of this.#connections) connection.sweep(now);
  }
}

function addedFor({ addHeaders, limits }: ServerConfig): AddedLines {
  return addedLines(addHeaders, limits.httpKeepAliveSeconds);
}
