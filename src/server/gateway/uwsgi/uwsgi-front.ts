/** The uwsgi side of a gateway: one packet, one request, one answer for each connection. */
import { createServer, type Server, type Socket } from 'node:net';
import type { ListenerCounters } from '../../dispatch/counters.js';
import type { Dispatcher } from '../../dispatch/dispatcher.js';
import type { Outcome } from '../../exchange/exchange.js';
import type { ServerConfig } from '../../options/config/server-config.js';
import type { AnswerRoom } from '../answers/answer-room.js';
import type { ClientSeats } from '../client/client-seats.js';
import { Sweeper } from '../client/sweeper.js';
import { UwsgiConnection } from './uwsgi-connection.js';
import type { UwsgiExchange } from './uwsgi-exchange.js';

export interface UwsgiFrontSettings {
  readonly config: ServerConfig;
  readonly listener: number;
  readonly counters: ListenerCounters;
  readonly dispatcher: Dispatcher;
  readonly room: AnswerRoom;
  readonly seats: ClientSeats;
  readonly logRequest: (exchange: UwsgiExchange, outcome: Outcome) => void;
  readonly log: (line: string) => void;
}

/** How long a stop waits for requests that are on their way on open connections. */
const drainGraceMillis = 500;

export class UwsgiFront {
  readonly server: Server;
  readonly #settings: UwsgiFrontSettings;
  readonly #connections = new Set<UwsgiConnection>();
  config: ServerConfig;
  addHeaders: readonly string[] = [];

  constructor(settings: UwsgiFrontSettings) {
    this.#settings = settings;
    this.config = settings.config;
    this.reconfigure(settings.config);
    // A peer that has sent all it will (half-closed) still wants its answer.
    this.server = createServer({ allowHalfOpen: true }, (socket) => this.#connected(socket));
    new Sweeper(this.#connections).start();
  }

  /** Of the requests that come from now on. */
  reconfigure(config: ServerConfig): void {
    this.config = config;
    this.addHeaders = config.addHeaders.flatMap(({ name, value }) => [name, value]);
  }

  /** No new connections; those that have sent nothing yet have nothing to lose. */
  drain(): void {
    this.server.close();
    setTimeout(() => {
      for (const connection of this.#connections) if (connection.isSilent) connection.destroy();
    }, drainGraceMillis).unref();
  }

  /** A connection that is kept only to be cut later has no answer to wait for. */
  get isEmpty(): boolean {
    for (const connection of this.#connections) if (!connection.isHeld) return false;
    return true;
  }

  get settings(): UwsgiFrontSettings {
    return this.#settings;
  }

  /** A fault of this program, met with one client. */
  failed(error: unknown): void {
    this.#settings.counters.rejected += 1;
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#settings.log(`*** a connection was closed because of a fault of the server: ${trace} ***`);
  }

  closed(connection: UwsgiConnection): void {
    this.#connections.delete(connection);
  }

  /** Each of its connections has a request, or will in a moment. */
  closeIdle(): boolean {
    return false;
  }

  #connected(socket: Socket): void {
    const { seats, counters } = this.#settings;
    if (!seats.take()) {
      counters.rejected += 1;
      socket.destroy();
      return;
    }
    socket.once('close', () => seats.release());
    this.#connections.add(new UwsgiConnection(socket, this));
  }
}
