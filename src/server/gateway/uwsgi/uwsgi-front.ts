/** The uwsgi side of a gateway: one packet, one request, one answer for each connection. */
import { createServer, type Server, type Socket } from 'node:net';
import type { LimitsConfig, ServerConfig } from '../../options/config/server-config.js';
import type { ConnectionOwner, FrontSettings } from '../client/front.js';
import { Sweeper } from '../client/sweeper.js';
import { UwsgiConnection } from './uwsgi-connection.js';

/** A stop waits this long for requests that are on their way on open connections. */
const DRAIN_GRACE_MS = 500;

export class UwsgiFront implements ConnectionOwner<UwsgiConnection> {
  readonly server: Server;
  readonly settings: FrontSettings;
  limits: LimitsConfig;
  addHeaders: readonly string[] = [];
  readonly #connections = new Set<UwsgiConnection>();

  constructor(settings: FrontSettings) {
    this.settings = settings;
    this.limits = settings.config.limits;
    this.reconfigure(settings.config);
    // A peer that has sent all it will (half-closed) still wants its answer.
    this.server = createServer({ allowHalfOpen: true }, (socket) => this.#connected(socket));
    new Sweeper(this.#connections).start();
  }

  /** Of the requests that come from now on. */
  reconfigure(config: ServerConfig): void {
    this.limits = config.limits;
    this.addHeaders = config.addHeaders.flatMap(({ name, value }) => [name, value]);
  }

  /** No new connections; those that have sent nothing yet have nothing to lose. */
  drain(): void {
    this.server.close();
    setTimeout(() => {
      for (const connection of this.#connections) if (connection.isSilent) connection.destroy();
    }, DRAIN_GRACE_MS).unref();
  }

  /** A connection that is kept only to be cut later has no answer to wait for. */
  get isEmpty(): boolean {
    for (const connection of this.#connections) if (!connection.isHeld) return false;
    return true;
  }

  failed(error: unknown): void {
    this.settings.counters.rejected += 1;
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.settings.log(`*** a connection was closed after an internal error: ${trace} ***`);
  }

  closed(connection: UwsgiConnection): void {
    this.#connections.delete(connection);
  }

  /** Each of its connections has a request, or will in a moment. */
  closeIdle(): boolean {
    return false;
  }

  #connected(socket: Socket): void {
    const { seats, counters } = this.settings;
    if (!seats.take()) {
      counters.rejected += 1;
      socket.destroy();
      return;
    }
    socket.once('close', () => seats.release());
    this.#connections.add(new UwsgiConnection(socket, this));
    // Connections that come by another name of the socket are paused.
    socket.resume();
  }
}
