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
import { BodyIncomplete, BodyTooLarge, type GatheredBody, gatherBody } from './body-gatherer.js';
import { checkHead, type HeadFacts, isRefusal } from './http-check.js';
import { buildHttpEnviron } from './http-environ.js';
import { type HttpConnection, HttpExchange, type HttpExchangeOwner } from './http-exchange.js';
import { refuseConnection, refuseRequest } from './own-answers.js';
import { parseTarget, type Target } from './request-target.js';

export interface HttpFrontSettings {
  readonly config: ServerConfig;
  readonly listener: number;
  readonly counters: ListenerCounters;
  readonly dispatcher: Dispatcher;
  readonly logRequest: (exchange: HttpExchange, outcome: Outcome) => void;
  readonly log: (line: string) => void;
}

export class HttpFront implements HttpExchangeOwner {
  readonly server: Server;
  addHeaders: readonly string[] = [];
  readonly #settings: HttpFrontSettings;
  #config: ServerConfig;
  readonly #connections = new Map<Socket, HttpConnection>();
  /** They have had their last words. */
  readonly #refused = new WeakSet<Socket>();
  #draining = false;

  constructor(settings: HttpFrontSettings) {
    this.#settings = settings;
    this.#config = settings.config;
    this.server = createServer(serverOptions(settings.config));
    this.reconfigure(settings.config);
    this.server.timeout = 0;
    // The size of the head is limited already; by number, Node would drop headers without a word.
    this.server.maxHeadersCount = 0;
    this.server.on('connection', (socket: Socket) => this.#connected(socket));
    this.server.on('request', (request, response) => this.#requested(request, response, false));
    this.server.on('checkContinue', (request, response) => this.#requested(request, response, true));
    this.server.on('connect', (_request, socket) => refuseConnection(socket as Socket, 501));
    this.server.on('clientError', (error: ParserError, socket) => {
      this.#rejected(error, socket as Socket);
    });
  }

  get keepsAlive(): boolean {
    return !this.#draining && this.#config.limits.httpKeepAliveSeconds > 0;
  }

  /** Open connections keep the limit of the head that they were opened with. */
  reconfigure(config: ServerConfig): void {
    this.#config = config;
    this.addHeaders = config.addHeaders.flatMap(({ name, value }) => [name, value]);
    Object.assign(this.server, limitsOf(config));
  }

  /** No new connections; those that are open close with their next answer. */
  drain(): void {
    this.#draining = true;
    this.server.close();
    this.server.closeIdleConnections();
    setTimeout(() => this.#closeSilent(), drainGraceMillis).unref();
  }

  get isEmpty(): boolean {
    return this.#connections.size === 0;
  }

  answered(exchange: HttpExchange): void {
    const { exchanges } = exchange.connection;
    const at = exchanges.indexOf(exchange);
    if (at >= 0) exchanges.splice(at, 1);
    const next = exchanges[0];
    if (at === 0 && next?.isReady) this.#settings.dispatcher.submit(next);
  }

  settled(exchange: HttpExchange, outcome: Outcome): void {
    this.#settings.logRequest(exchange, outcome);
  }

  #connected(socket: Socket): void {
    const connection: HttpConnection = {
      environ: connectionEnviron(socket),
      remote: plainAddress(socket.remoteAddress ?? ''),
      exchanges: [],
    };
    this.#connections.set(socket, connection);
    // Node hands a connection over without its own listeners when it asks for CONNECT; 'close' says all there is.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#connections.delete(socket);
      for (const exchange of connection.exchanges.splice(0)) this.#settings.dispatcher.withdraw(exchange);
    });
  }

  #requested(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const { listener } = this.#settings;
    const connection = this.#connections.get(request.socket);
    if (connection === undefined) return;
    const target = parseTarget(request.url ?? '', request.method ?? '');
    if (target === null) {
      this.#refuse(request, response, 400);
      return;
    }
    const head = checkHead(
      request.httpVersion,
      request.rawHeaders,
      target.host !== null,
      this.#config.limits.limitPost,
    );
    if (isRefusal(head)) {
      this.#refuse(request, response, head.status);
      return;
    }
    const exchange = new HttpExchange(this, listener, request, response, connection);
    connection.exchanges.push(exchange);
    if (!head.hasBody) {
      this.#ready(connection, exchange, request, target, null, null);
      return;
    }
    if (expectsContinue) inviteBody(request, response);
    this.#gather(connection, exchange, request, target, head);
  }

  #gather(
    connection: HttpConnection,
    exchange: HttpExchange,
    request: IncomingMessage,
    target: Target,
    head: HeadFacts,
  ): void {
    const { limits } = this.#config;
    const { dispatcher, counters } = this.#settings;
    request.socket.setTimeout(limits.httpTimeoutSeconds * 1000);
    request.once('timeout', () => {
      // What comes after all is not for the application any more.
      dispatcher.withdraw(exchange);
      this.#refuse(request, exchange.response, 408);
      this.answered(exchange);
    });
    gatherBody(request, limits.postBuffering, limits.limitPost).then(
      (gathered) =>
        this.#ready(connection, exchange, request, target, gathered, head.isChunked ? gathered.length : null),
      (error: unknown) => {
        counters.rejected += 1;
        dispatcher.withdraw(exchange);
        if (error instanceof BodyTooLarge) this.#refuse(request, exchange.response, 413);
        else if (!(error instanceof BodyIncomplete)) this.#cannotKeep(request, exchange, error);
        this.answered(exchange);
      },
    );
  }

  /** The body is here: the request runs when those before it on the same connection are answered. */
  #ready(
    connection: HttpConnection,
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
    if (gathered !== null) {
      exchange.body = gathered.body;
      request.socket.setTimeout(0);
    }
    if (exchange.gone) {
      this.#settings.dispatcher.withdraw(exchange);
      return;
    }
    exchange.isReady = true;
    if (connection.exchanges[0] === exchange) this.#settings.dispatcher.submit(exchange);
  }

  /** No room for a body, say. */
  #cannotKeep(request: IncomingMessage, exchange: HttpExchange, error: unknown): void {
    this.#settings.log(`Cannot keep the body of ${exchange.method} ${exchange.uri}: ${error}`);
    this.#refuse(request, exchange.response, 500);
  }

  /** Open, but without a request: a client that has nothing to lose. */
  #closeSilent(): void {
    for (const [socket, { exchanges }] of this.#connections) if (exchanges.length === 0) socket.destroy();
  }

  #refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
    this.#settings.counters.rejected += 1;
    if (!response.headersSent) refuseRequest(request, response, status);
  }

  #rejected(error: ParserError, socket: Socket): void {
    // What such a client still sends is as malformed as what it was refused for.
    if (this.#refused.has(socket)) return;
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    this.#settings.counters.rejected += 1;
    this.#refused.add(socket);
    refuseConnection(socket, statusForParserError(error));
  }
}

/** How long a stop waits for requests that are on their way on open connections. */
const drainGraceMillis = 500;

/** Node looks at these properties of a server when it needs them. */
function limitsOf({ limits }: ServerConfig) {
  return {
    maxHeaderSize: limits.bufferSize,
    headersTimeout: limits.httpTimeoutSeconds * 1000,
    keepAliveTimeout: Math.max(1, limits.httpKeepAliveSeconds * 1000),
  };
}

function serverOptions(config: ServerConfig) {
  return {
    ...limitsOf(config),
    // Bodies may be long; silence in them is what is limited.
    requestTimeout: 0,
    connectionsCheckingInterval: 1000,
    // Counted here, with what an absolute target says.
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
    keepAlive: true,
  };
}

/** `Expect: 100-continue`; not needed by a client that has sent its body already. */
function inviteBody(request: IncomingMessage, response: ServerResponse): void {
  setImmediate(() => {
    if (!request.complete && !response.headersSent && !response.destroyed) response.writeContinue();
  });
}

interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

function statusForParserError({ code, rawPacket }: ParserError): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  const head = rawPacket?.toString('latin1', 0, 8192) ?? '';
  // A version that exists and is not spoken here; any other text in its place is malformed.
  if (code === 'HPE_INVALID_VERSION' && /^\S+ \S+ HTTP\/[1-9]\.\d\r\n/.test(head)) return 505;
  return 400;
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
