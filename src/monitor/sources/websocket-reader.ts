import { type RawData, WebSocket } from 'ws';
import { parseStats } from '../../stats/parse.js';
import type { Reading, SourceError } from '../metrics/sample/reading.js';
import { readFailure, replyFailure, systemFailure, timeoutFailure } from './read-failure.js';
import type { Reader } from './single-read-source.js';
import type { SourceLimits } from './source.js';

interface Pushed {
  readonly bytes: Uint8Array;
  readonly receivedAtMs: number;
}

interface Waiter {
  readonly resolve: (pushed: Pushed) => void;
  readonly reject: (error: SourceError) => void;
}

/**
 * Documents that a relay pushes, one a message. Only the newest unread one is kept; a lost connection fails one read
 * and is opened again by the next. Nothing is ever sent but pings, to tell a slow relay from a dead one.
 */
export class WebSocketReader implements Reader {
  readonly #label: string;
  readonly #url: string;
  readonly #limits: SourceLimits;
  #socket: WebSocket | null = null;
  #newest: Pushed | null = null;
  #waiter: Waiter | null = null;
  #pingUnanswered = false;

  constructor(label: string, url: string, limits: SourceLimits) {
    this.#label = label;
    this.#url = url;
    this.#limits = limits;
  }

  async read(signal: AbortSignal): Promise<Reading> {
    const startedAt = performance.now();
    const { bytes, receivedAtMs } = await this.#nextPushed(signal);
    const durationMs = performance.now() - startedAt;
    try {
      const { document, repaired } = parseStats(new TextDecoder().decode(bytes));
      return {
        receivedAtMs,
        durationMs,
        bytes: bytes.length,
        protocol: 'websocket',
        document,
        repaired,
        more: true,
      };
    } catch (error) {
      throw replyFailure(this.#label, error);
    }
  }

  close(): void {
    this.#socket?.terminate();
  }

  async #nextPushed(signal: AbortSignal): Promise<Pushed> {
    const ready = this.#newest;
    this.#newest = null;
    if (ready !== null) return ready;
    const abort = (): void => this.#abort(signal);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await new Promise<Pushed>((resolve, reject) => {
        this.#waiter = { resolve, reject };
        this.#socket ??= this.#open();
      });
    } finally {
      this.#waiter = null;
      signal.removeEventListener('abort', abort);
    }
  }

  #open(): WebSocket {
    const { timeoutMs, maxBytes } = this.#limits;
    const socket = new WebSocket(this.#url, { maxPayload: maxBytes, handshakeTimeout: timeoutMs });
    this.#pingUnanswered = false;
    socket.on('message', (data) => this.#take({ bytes: bytesOf(data), receivedAtMs: Date.now() }));
    socket.on('pong', () => {
      this.#pingUnanswered = false;
    });
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      const state = `the server answered with HTTP status ${response.statusCode ?? 0}, not as a WebSocket`;
      this.#lose(socket, readFailure(this.#label, 'not-stats', state));
    });
    socket.on('error', (error) => this.#lose(socket, this.#socketFailure(error)));
    socket.on('close', () => this.#lose(socket, this.#closedByServer()));
    return socket;
  }

  #take(pushed: Pushed): void {
    if (this.#waiter === null) this.#newest = pushed;
    else this.#waiter.resolve(pushed);
  }

  #lose(socket: WebSocket, error: SourceError): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    socket.terminate();
    this.#waiter?.reject(error);
  }

  #abort(signal: AbortSignal): void {
    if (signal.reason === 'closed') {
      this.#waiter?.reject(readFailure(this.#label, 'closed', 'closed'));
      return;
    }
    const isOpen = this.#socket?.readyState === WebSocket.OPEN;
    this.#waiter?.reject(
      timeoutFailure(this.#label, this.#limits.timeoutMs, isOpen ? 'no document' : 'no connection'),
    );
    if (isOpen && !this.#pingUnanswered) this.#ping();
    else this.#drop();
  }

  #ping(): void {
    this.#pingUnanswered = true;
    this.#socket?.ping();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.terminate();
  }

  #socketFailure(error: Error): SourceError {
    const isTooLarge = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    if (!isTooLarge) return systemFailure(this.#label, error);
    return readFailure(
      this.#label,
      'too-large',
      `the document is larger than ${this.#limits.maxBytes} bytes`,
    );
  }

  #closedByServer(): SourceError {
    return readFailure(this.#label, 'unreachable', 'the server closed the WebSocket');
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
