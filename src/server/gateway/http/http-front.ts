/** The HTTP side of a gateway: its connections, their limits, and the one clock that looks at all of them. */
import { createServer, type Server, type Socket } from 'node:net';
import type { LimitsConfig, ServerConfig } from '../../options/config/server-config.js';
import type { FrontSettings } from '../client/front.js';
import { Sweeper } from '../client/sweeper.js';
import { HttpConnection } from './http-connection.js';
import type { HttpConnectionOwner } from './http-connection-owner.js';
import { lastAnswer } from './own-answers.js';

/** A stop waits this long for requests that are on their way on open connections. */
const DRAIN_GRACE_MS = 500;

export class HttpFront implements HttpConnectionOwner<HttpConnection> {
  readonly server: Server;
  readonly settings: FrontSettings;
  addHeaders: readonly string[] = [];
  #config: ServerConfig;
  readonly #connections = new Set<HttpConnection>();
  #draining = false;
  #closesIdle = false;

  constructor(settings: FrontSettings) {
    this.settings = settings;
    this.#config = settings.config;
    this.reconfigure(settings.config);
    // A client that has sent all it will (half-closed) still wants its answer.
    const options = { allowHalfOpen: true, noDelay: true, keepAlive: true, pauseOnConnect: true };
    this.server = createServer(options, (socket) => this.#connected(socket));
    new Sweeper(this.#connections).start();
  }

  get keepsAlive(): boolean {
    return !this.#draining && this.#config.limits.httpKeepAliveSeconds > 0;
  }

  get timeoutMs(): number {
    return secondsOrNever(this.#config.limits.httpTimeoutSeconds);
  }

  get keepAliveMs(): number {
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
    }, DRAIN_GRACE_MS).unref();
  }

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

  failed(error: unknown): void {
    this.settings.counters.rejected += 1;
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.settings.log(`*** a connection was closed after an internal error: ${trace} ***`);
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
      socket.resume();
      socket.end(lastAnswer(503), 'latin1', () => socket.destroy());
      return;
    }
    const connection = new HttpConnection(socket, this);
    connection.socket.once('close', () => seats.release());
    this.#connections.add(connection);
  }

  #closeAllIdle(): void {
    for (const connection of this.#connections) if (connection.isIdle) connection.socket.destroy();
  }
}

function secondsOrNever(seconds: number): number {
  return seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY;
}
