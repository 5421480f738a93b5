/**
 * The HTTP side of a gateway: Node's server and parser, this server's own checks, bodies gathered before a core is
 * asked for. Requests that are pipelined on one connection run one after the other.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import type { ListenerCounters } from '../dispatch/counters.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import type { Outcome } from '../dispatch/exchange.js';
import type { ServerConfig } from '../options/server-config.js';
import { BodyTooLarge, type GatheredBody, gatherBody } from './body-gatherer.js';
import { checkHead, type HeadFacts, isRefusal } from './http-check.js';
import { buildHttpEnviron } from './http-environ.js';
import { HttpExchange, type HttpExchangeOwner, reasons, sendPlain } from './http-exchange.js';
import { parseTarget, type Target } from './request-target.js';

export interface HttpFrontSettings {
  readonly config: ServerConfig;
  readonly listener: number;
  readonly counters: ListenerCounters;
  readonly dispatcher: Dispatcher;
  readonly logRequest: (exchange: HttpExchange, outcome: Outcome) => void;
}

interface Connection {
  readonly environ: string;
  readonly remote: string;
  /** Requests of this connection, the one under way first. */
  readonly exchanges: HttpExchange[];
  lastByteAt: number;
}

export class HttpFront implements HttpExchangeOwner {
  readonly server: Server;
  readonly addHeaders: readonly string[];
  readonly #settings: HttpFrontSettings;
  readonly #connections = new Map<Socket, Connection>();
  #draining = false;

  constructor(settings: HttpFrontSettings) {
    this.#settings = settings;
    this.addHeaders = settings.config.addHeaders.flatMap(({ name, value }) => [name, value]);
    this.server = createServer(serverOptions(settings.config));
    this.server.timeout = 0;
    this.server.on('connection', (socket: Socket) => this.#connected(socket));
    this.server.on('request', (request, response) => this.#requested(request, response, false));
    this.server.on('checkContinue', (request, response) => this.#requested(request, response, true));
    this.server.on('connect', (_request, socket) => socket.end(rawAnswer(501)));
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      this.#rejected(error, socket as Socket);
    });
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  drain(): void {
    this.#draining = true;
    this.server.close();
    this.server.closeIdleConnections();
  }

  get isEmpty(): boolean {
    for (const connection of this.#connections.values()) if (connection.exchanges.length > 0) return false;
    return true;
  }

  settled(exchange: HttpExchange, outcome: Outcome): void {
    this.#settings.logRequest(exchange, outcome);
  }

  #connected(socket: Socket): void {
    const connection: Connection = {
      environ: connectionEnviron(socket),
      remote: socket.remoteAddress ?? '',
      exchanges: [],
      lastByteAt: performance.now(),
    };
    this.#connections.set(socket, connection);
    socket.on('close', () => {
      this.#connections.delete(socket);
      for (const exchange of connection.exchanges.splice(0)) this.#settings.dispatcher.withdraw(exchange);
    });
  }

  #requested(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const { config, listener } = this.#settings;
    const connection = this.#connections.get(request.socket);
    if (connection === undefined) return;
    const target = parseTarget(request.url ?? '', request.method ?? '');
    if (target === null) {
      this.#refuse(response, 400);
      return;
    }
    const head = checkHead(
      request.httpVersion,
      request.rawHeaders,
      target.host !== null,
      config.limits.limitPost,
    );
    if (isRefusal(head)) {
      this.#refuse(response, head.status);
      return;
    }
    const exchange = new HttpExchange(this, listener, request, response, connection.remote);
    connection.exchanges.push(exchange);
    response.on('close', () => this.#answered(connection, exchange));
    if (!head.hasBody) {
      this.#ready(connection, exchange, request, target, null, null);
      return;
    }
    if (expectsContinue) response.writeContinue();
    this.#gather(connection, exchange, request, target, head);
  }

  #gather(
    connection: Connection,
    exchange: HttpExchange,
    request: IncomingMessage,
    target: Target,
    head: HeadFacts,
  ): void {
    const { limits } = this.#settings.config;
    const { dispatcher, counters } = this.#settings;
    gatherBody(request, limits.postBuffering, limits.limitPost).then(
      (gathered) =>
        this.#ready(connection, exchange, request, target, gathered, head.isChunked ? gathered.length : null),
      (error: unknown) => {
        counters.rejected += 1;
        dispatcher.withdraw(exchange);
        if (error instanceof BodyTooLarge) this.#refuse(exchange.response, 413);
      },
    );
  }

  /** The body is here: the request runs when those before it on the same connection are answered. */
  #ready(
    connection: Connection,
    exchange: HttpExchange,
    request: IncomingMessage,
    target: Target,
    gathered: GatheredBody | null,
    gatheredLength: number | null,
  ): void {
    exchange.environ = buildHttpEnviron({
      method: exchange.method,
      uri: exchange.uri,
      target,
      protocol: exchange.protocol,
      connection: connection.environ,
      rawHeaders: request.rawHeaders,
      gatheredLength,
    });
    if (gathered !== null) exchange.body = gathered.body;
    exchange.isReady = true;
    if (connection.exchanges[0] === exchange) this.#settings.dispatcher.submit(exchange);
  }

  #answered(connection: Connection, exchange: HttpExchange): void {
    const wasFirst = connection.exchanges[0] === exchange;
    const at = connection.exchanges.indexOf(exchange);
    if (at >= 0) connection.exchanges.splice(at, 1);
    if (!exchange.response.writableFinished) this.#settings.dispatcher.withdraw(exchange);
    const next = connection.exchanges[0];
    if (wasFirst && next?.isReady) this.#settings.dispatcher.submit(next);
  }

  #refuse(response: ServerResponse, status: number): void {
    this.#settings.counters.rejected += 1;
    if (!response.headersSent) sendPlain(response, status, ['Connection', 'close']);
  }

  #rejected(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    this.#settings.counters.rejected += 1;
    socket.end(rawAnswer(statusForParserError(error.code ?? '')), () => socket.destroySoon());
  }
}

function serverOptions(config: ServerConfig) {
  const { httpTimeoutSeconds, httpKeepAliveSeconds, bufferSize } = config.limits;
  return {
    maxHeaderSize: bufferSize,
    headersTimeout: httpTimeoutSeconds * 1000,
    // Bodies may be long; silence in them is what is limited.
    requestTimeout: 0,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: Math.max(1, httpKeepAliveSeconds * 1000),
    // Counted here, with what an absolute target says.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
    keepAlive: true,
  };
}

function statusForParserError(code: string): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  if (code === 'HPE_INVALID_VERSION') return 505;
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413;
  return 400;
}

function rawAnswer(status: number): string {
  const reason = reasons[status] ?? 'Error';
  const body = `${reason}\n`;
  return (
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n` +
    `Date: ${new Date().toUTCString()}\r\nConnection: close\r\n\r\n${body}`
  );
}

const serverName = hostname() || 'localhost';

function connectionEnviron(socket: Socket): string {
  return (
    `SERVER_NAME\0${serverName}\0SERVER_PORT\0${socket.localPort ?? 80}\0` +
    `REMOTE_ADDR\0${plainAddress(socket.remoteAddress ?? '')}\0REMOTE_PORT\0${socket.remotePort ?? ''}\0` +
    `UWSGI_ROUTER\0http\0`
  );
}

/** An IPv4 client of a dual-stack socket is shown as one. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
