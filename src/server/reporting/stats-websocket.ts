/**
 * `--stats-ws`: the stats documents, pushed as WebSocket messages, one each, minified. A viewer says how often
 * (`?interval=`), gets the first one at once, and misses those for which it is too slow. Nothing it sends is looked at.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { StatsReplies } from './stats-replies.js';
import { checkViewer } from './stats-viewer-check.js';

export interface StatsPushSettings {
  readonly replies: StatsReplies;
  readonly token: string | null;
  readonly limits?: Partial<PushLimits>;
}

export interface PushLimits {
  readonly viewers: number;
  /** Connections that are not viewers yet. */
  readonly handshakes: number;
  readonly handshakeMs: number;
  /** A viewer that leaves a document untaken for this long is dropped. */
  readonly stallMs: number;
}

const DEFAULT_LIMITS: PushLimits = {
  viewers: 64,
  handshakes: 64,
  handshakeMs: 4000,
  stallMs: 30_000,
};
const MOST_INCOMING_BYTES = 1024;

export class StatsPushServer {
  readonly #settings: StatsPushSettings;
  readonly #limits: PushLimits;
  readonly #http: Server;
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MOST_INCOMING_BYTES,
  });
  readonly #handshakes = new Set<Duplex>();

  constructor(settings: StatsPushSettings) {
    this.#settings = settings;
    this.#limits = { ...DEFAULT_LIMITS, ...settings.limits };
    this.#http = createServer((_request, response) => {
      response.writeHead(426, { Connection: 'close', Upgrade: 'websocket' }).end('WebSocket only\n');
    });
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  get viewers(): number {
    return this.#webSockets.clients.size;
  }

  serve(socket: Socket): void {
    if (this.#handshakes.size >= this.#limits.handshakes) {
      socket.destroy();
      return;
    }
    this.#handshakes.add(socket);
    const deadline = setTimeout(() => {
      if (this.#handshakes.has(socket)) socket.destroy();
    }, this.#limits.handshakeMs);
    socket.on('close', () => {
      clearTimeout(deadline);
      this.#handshakes.delete(socket);
    });
    this.#http.emit('connection', socket);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {});
    const { host, origin, authorization } = request.headers;
    const verdict = checkViewer(
      { url: request.url ?? '/', host, origin, authorization },
      this.#settings.token,
    );
    if (!verdict.welcome) {
      refuse(socket, verdict.status, verdict.reason);
      return;
    }
    if (this.#webSockets.clients.size >= this.#limits.viewers) {
      refuse(socket, 503, 'too many viewers');
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (viewer) => {
      this.#handshakes.delete(socket);
      this.#push(viewer, verdict.intervalMs);
    });
  }

  #push(viewer: WebSocket, intervalMs: number): void {
    let takenAt = performance.now();
    let asked = false;
    const send = async (): Promise<void> => {
      const now = performance.now();
      if (viewer.bufferedAmount === 0) takenAt = now;
      else if (now - takenAt > this.#limits.stallMs) viewer.terminate();
      if (viewer.bufferedAmount > 0 || asked) return;
      asked = true;
      const reply = await this.#settings.replies.next().catch(() => null);
      asked = false;
      if (reply !== null && viewer.readyState === viewer.OPEN) viewer.send(reply.minified, { binary: false });
    };
    const timer = setInterval(() => void send(), intervalMs);
    viewer.on('error', () => {});
    viewer.on('close', () => clearInterval(timer));
    void send();
  }
}

const REASON_PHRASES: Readonly<Record<400 | 401 | 403 | 503, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  503: 'Service Unavailable',
};

function refuse(socket: Duplex, status: 400 | 401 | 403 | 503, reason: string): void {
  const head = `HTTP/1.1 ${status} ${REASON_PHRASES[status]}\r\nConnection: close\r\nContent-Type: text/plain`;
  socket.end(`${head}\r\nContent-Length: ${reason.length + 1}\r\n\r\n${reason}\n`);
}
