/** The HTTP side of a gateway: its connections, their limits, and the one clock that looks at all of them. */
import { createServer, type Server, type Socket } from 'node:net';
import type { ListenerCounters } from '../../dispatch/counters.js';
import type { Dispatcher } from '../../dispatch/dispatcher.js';
import type { Outcome } from '../../exchange/exchange.js';
import type { LimitsConfig, ServerConfig } from '../../options/config/server-config.js';
import type { AnswerRoom } from '../answers/answer-room.js';
import type { ClientSeats } from '../client/client-seats.js';
import { Sweeper } from '../client/sweeper.js';
import { HttpConnection } from './http-connection.js';
import type { HttpExchange } from './http-exchange.js';
import { lastAnswer } from './own-answers.js';

export interface HttpFrontSettings {
  readonly config: ServerConfig;
  readonly listener: number;
  readonly counters: ListenerCounters;
  readonly dispatcher: Dispatcher;
  readonly room: AnswerRoom;
  readonly seats: ClientSeats;
  readonly logRequest: (exchange: HttpExchange, outcome: Outcome) => void;
  readonly log: (line: string) => void;
}

/** How long a stop waits for requests that are on their way on open connections. */
const drainGraceMillis = 500;

export class HttpFront {
  readonly server: Server;
  readonly settings: HttpFrontSettings;
  addHeaders: readonly string[] = [];
  #config: ServerConfig;
  readonly #connections = new Set<HttpConnection>();
  #draining = false;
  #closesIdle = false;

  constructor(settings: HttpFrontSettings) {
    this.settings = settings;
    this.#config = settings.config;
    this.reconfigure(settings.config);
    // A client that has sent all it will (half-closed) still wants its answer.
    const options = { allowHalfOpen: true, noDelay: true, keepAlive: true };
    this.server = createServer(options, (socket) => this.#connected(socket));
    new Sweeper(this.#connections).start();
  }

  get room(): AnswerRoom {
    return this.settings.room;
  }

  get keepsAlive(): boolean {
    return !this.#draining && this.#config.limits.httpKeepAliveSeconds > 0;
  }

  get timeoutMillis(): number {
    return secondsOrNever(this.#config.limits.httpTimeoutSeconds);
  }

  get keepAliveMillis(): number {
    return this.#config.limits.httpKeepAliveSeconds * 1000;
  }

  get limits(): LimitsConfig {
    return this.#config.limits;
  }

  /** Of the requests that come from now on. */
  reconfigure(config: ServerConfig): void {
    this.#config = config;
    this.addHeaders = config.addHeaders.flatMap(({ name, value }) => [name, value]);
  }

  /** No new connections; those that are open close with their next answer. */
  drain(): void {
    this.#draining = true;
    this.server.close();
    this.#closeAllIdle();
    setTimeout(() => {
      this.#closesIdle = true;
      this.#closeAllIdle();
    }, drainGraceMillis).unref();
  }

  /** Requests that were on their way when the stop came have arrived. */
  get closesIdle(): boolean {
    return this.#closesIdle;
  }

  get isEmpty(): boolean {
    for (const { isHeld } of this.#connections) if (!isHeld) return false;
    return true;
  }

  closed(connection: HttpConnection): void {
    this.#connections.delete(connection);
  }

  /** A fault of this program, met with one client. */
  failed(error: unknown): void {
    this.settings.counters.rejected += 1;
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.settings.log(`*** a connection was closed because of a fault of the server: ${trace} ***`);
  }

  /** Closes the connection that has been open longest of those that have nothing to lose. */
  closeIdle(): boolean {
    for (const connection of this.#connections) {
      if (!connection.isIdle || connection.socket.destroyed) continue;
      connection.socket.destroy();
      return true;
    }
    return false;
  }

  #connected(socket: Socket): void {
    const { seats, counters } = this.settings;
    if (!seats.take()) {
      counters.rejected += 1;
      socket.on('error', () => {});
      socket.end(lastAnswer(503), 'latin1', () => socket.destroy());
      return;
    }
    socket.once('close', () => seats.release());
    this.#connections.add(new HttpConnection(socket, this));
  }

  #closeAllIdle(): void {
    for (const connection of this.#connections) if (connection.isIdle) connection.socket.destroy();
  }
}

function secondsOrNever(seconds: number): number {
  return seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY;
}
