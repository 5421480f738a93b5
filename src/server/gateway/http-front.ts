/**
 * The HTTP side of a gateway: Node's server and parser, this server's own checks, bodies gathered before a core is
 * asked for. Requests that are pipelined on one connection run one after the other.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ListenerCounters } from '../dispatch/counters.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import type { Outcome } from '../dispatch/exchange.js';
import type { ServerConfig } from '../options/server-config.js';
import { printable } from '../reporting/request-log.js';
import { BodyTooLarge, type GatheredBody, gatherBody } from './body-gatherer.js';
import { connectionEnviron, plainAddress } from './connection-environ.js';
import { checkHead, type HeadFacts, isRefusal } from './http-check.js';
import { buildHttpEnviron } from './http-environ.js';
import { type HttpConnection, HttpExchange, type HttpExchangeOwner } from './http-exchange.js';
import { refuseConnection, refuseRequest } from './own-answers.js';
import { type ParserError, statusForParserError } from './parser-error.js';
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
    // Without a listener Node would end whatever is silent, a long poll too.
    this.server.on('timeout', (socket: Socket) => this.#timedOut(socket));
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
    for (const { isHeld } of this.#connections.values()) if (!isHeld) return false;
    return true;
  }

  answered(exchange: HttpExchange): void {
    const { exchanges } = exchange.connection;
    const at = exchanges.indexOf(exchange);
    if (at >= 0) exchanges.splice(at, 1);
    const next = exchanges[0];
    if (at === 0 && next?.isReady) this.#settings.dispatcher.submit(next);
  }

  watchTaking(socket: Socket): void {
    if (!socket.timeout) socket.setTimeout(this.#config.limits.httpTimeoutSeconds * 1000);
  }

  settled(exchange: HttpExchange, outcome: Outcome): void {
    this.#settings.logRequest(exchange, outcome);
  }

  #connected(socket: Socket): void {
    const connection: HttpConnection = {
      socket,
      environ: connectionEnviron(socket),
      remote: plainAddress(socket.remoteAddress ?? ''),
      exchanges: [],
      isHeld: false,
      isRefused: false,
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
    const blocks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
    gatherBody(blocks, limits.postBuffering ?? usualMemoryBytes, limits.limitPost).then(
      (gathered) =>
        this.#ready(connection, exchange, request, target, gathered, head.isChunked ? gathered.length : null),
      (error: unknown) => {
        if (exchange.gone) return;
        dispatcher.withdraw(exchange);
        if (error instanceof BodyTooLarge) this.#refuse(request, exchange.response, 413);
        else if (request.destroyed) counters.rejected += 1;
        else this.#cannotKeep(request, exchange, error);
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
    const reason = error instanceof Error ? error.message : String(error);
    this.#settings.log(`Cannot keep the body of ${exchange.method} ${printable(exchange.uri)}: ${reason}`);
    this.#refuse(request, exchange.response, 500);
  }

  /** Nothing was asked for too long, or nothing was taken of an answer. */
  #timedOut(socket: Socket): void {
    const connection = this.#connections.get(socket);
    // One that was refused has its own end.
    if (connection?.isRefused) return;
    if (connection === undefined || connection.exchanges.length === 0 || socket.writableLength > 0)
      socket.destroy();
  }

  /** Open, but without a request: a client that has nothing to lose. */
  #closeSilent(): void {
    for (const [socket, { exchanges }] of this.#connections) if (exchanges.length === 0) socket.destroy();
  }

  #refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
    this.#settings.counters.rejected += 1;
    const connection = this.#connections.get(request.socket);
    if (connection !== undefined) connection.isRefused = true;
    if (!response.headersSent) refuseRequest(request, response, status);
  }

  #rejected(error: ParserError, socket: Socket): void {
    const connection = this.#connections.get(socket);
    // What such a client still sends, or breaks off, is no second fault.
    if (connection?.isRefused) return;
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    this.#settings.counters.rejected += 1;
    if (connection !== undefined) connection.isRefused = true;
    refuseConnection(socket, statusForParserError(error));
  }
}

/** Above this bodies go to a file, if nobody says otherwise. */
const usualMemoryBytes = 1_048_576;
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
