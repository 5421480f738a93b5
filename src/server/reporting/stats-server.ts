/**
 * One connection to a stats server, as in uWSGI: one document, then the end. Unlike uWSGI's, this
 * never waits for a client: whoever does not take the document, or does not send the request that `--stats-http` asks
 * for, is dropped after a while, and the oldest client makes room when there are too many.
 */
import type { Socket } from 'node:net';
import { checkStatsRequest } from './stats-host-check.js';
import type { StatsReplies } from './stats-replies.js';

export interface StatsServerSettings {
  readonly replies: StatsReplies;
  /** `--stats-http`: wait for a request, put a head in front of the document. */
  readonly http: boolean;
  readonly minified: boolean;
  /** Names that it is asked for with `--stats-http`, besides its own. */
  readonly hosts: readonly string[];
  readonly limits?: Partial<StatsLimits>;
}

interface StatsLimits {
  readonly clients: number;
  /** Without a byte in either direction. */
  readonly stallMs: number;
  readonly totalMs: number;
  /** A longer request is refused: its Host may be in what is missing. */
  readonly requestBytes: number;
}

const DEFAULT_LIMITS: StatsLimits = {
  clients: 64,
  stallMs: 4000,
  totalMs: 30_000,
  requestBytes: 16_384,
};

/** uWSGI's, without its `Access-Control-Allow-Origin: *`: the document holds other people's cookies. */
const HTTP_HEAD = 'HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n';
const HTTP_REFUSAL = 'HTTP/1.0 403 Forbidden\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n';

export class StatsServer {
  readonly #settings: StatsServerSettings;
  readonly #limits: StatsLimits;
  readonly #clients = new Set<Socket>();

  constructor(settings: StatsServerSettings) {
    this.#settings = settings;
    this.#limits = { ...DEFAULT_LIMITS, ...settings.limits };
  }

  /**
   * @param socket stays open for writing when the client has ended its side (`allowHalfOpen`)
   * @param isLocalSocket it is a unix socket, which no browser can reach
   */
  serve(socket: Socket, isLocalSocket = false): void {
    this.#admit(socket);
    if (!this.#settings.http) {
      // Nothing is expected, but what came unread would turn the end into a reset.
      socket.resume();
      void this.#answer(socket);
      return;
    }
    this.#awaitRequest(socket, (request) => {
      const wrong =
        request.length >= this.#limits.requestBytes
          ? 'the request is too long'
          : checkStatsRequest(request, { names: this.#settings.hosts, isLocalSocket });
      if (wrong === null) void this.#answer(socket);
      else socket.end(`${HTTP_REFUSAL}${wrong}\n`);
    });
  }

  #admit(socket: Socket): void {
    const { clients, stallMs, totalMs } = this.#limits;
    if (this.#clients.size >= clients) for (const oldest of [...this.#clients].slice(0, 1)) oldest.destroy();
    this.#clients.add(socket);
    socket.setTimeout(stallMs, () => socket.destroy());
    const deadline = setTimeout(() => socket.destroy(), totalMs);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(deadline);
      this.#clients.delete(socket);
    });
  }

  /** Any method, any path; a client that ends its side has said all it wants to say. */
  #awaitRequest(socket: Socket, answer: (request: string) => void): void {
    let request = '';
    const take = (bytes: Buffer): void => {
      request += bytes.toString('latin1');
      if (/\r?\n\r?\n/.test(request) || request.length >= this.#limits.requestBytes) proceed();
    };
    const proceed = (): void => {
      socket.off('data', take);
      socket.off('end', proceed);
      socket.resume();
      if (request === '') socket.end();
      else answer(request);
    };
    socket.on('data', take);
    socket.on('end', proceed);
  }

  async #answer(socket: Socket): Promise<void> {
    const { replies, minified, http } = this.#settings;
    try {
      const reply = await replies.next();
      if (socket.destroyed) return;
      if (http) socket.write(HTTP_HEAD);
      socket.end(minified ? reply.minified : reply.pretty);
    } catch {
      socket.destroy();
    }
  }
}
