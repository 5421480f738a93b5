import type { ClientRequest, IncomingMessage } from 'node:http';
import { GatheredBytes } from '../../protocol/gathered-bytes.js';
import { parseStats } from '../../stats/parse.js';
import type { Reading } from '../metrics/sample/reading.js';
import {
  codeOf,
  emptyReply,
  readFailure,
  replyFailure,
  systemFailure,
  timeoutFailure,
  tooLarge,
} from './read-failure.js';
import { retryOnce } from './retry-once.js';
import type { Reader } from './single-read-source.js';
import type { SourceLimits } from './source.js';

interface Fetched {
  readonly body: Uint8Array;
  /** On the clock of `performance`. */
  readonly connectedAt: number;
  readonly answeredAt: number;
}

type Request = (url: URL, options: object) => ClientRequest;

/** Polls a URL: one GET on a connection of its own for each reply. Certificates are checked the way Node does it. */
export class HttpReader implements Reader {
  readonly #label: string;
  readonly #url: URL;
  readonly #limits: SourceLimits;

  constructor(label: string, url: string, limits: SourceLimits) {
    this.#label = label;
    this.#url = new URL(url);
    this.#limits = limits;
  }

  read(signal: AbortSignal): Promise<Reading> {
    return retryOnce(() => this.#attempt(signal), signal);
  }

  close(): void {}

  async #attempt(signal: AbortSignal): Promise<Reading> {
    const startedAt = performance.now();
    const request = await requestFor(this.#url);
    const { body, connectedAt, answeredAt } = await this.#fetch(request, signal);
    const receivedAtMs = Date.now();
    const endedAt = performance.now();
    try {
      const { document, repaired } = parseStats(new TextDecoder().decode(body));
      return {
        receivedAtMs,
        durationMs: endedAt - startedAt,
        time: {
          connectMs: connectedAt - startedAt,
          waitMs: answeredAt - connectedAt,
          transferMs: endedAt - answeredAt,
          parseMs: performance.now() - endedAt,
        },
        bytes: body.length,
        protocol: 'http',
        document,
        repaired,
        more: true,
      };
    } catch (error) {
      throw replyFailure(this.#label, error);
    }
  }

  #fetch(request: Request, signal: AbortSignal): Promise<Fetched> {
    return new Promise((resolve, reject) => {
      let connectedAt = performance.now();
      const outgoing = request(this.#url, { agent: false, headers: { accept: 'application/json' } });
      const fail = (error: unknown): void => {
        reject(error);
        outgoing.destroy();
      };
      const abort = (): void => fail(this.#abortFailure(signal));
      signal.addEventListener('abort', abort, { once: true });
      outgoing.on('close', () => signal.removeEventListener('abort', abort));
      outgoing.once('error', (error) => fail(this.#requestFailure(error)));
      outgoing.on('socket', (socket) => {
        const connected = this.#url.protocol === 'https:' ? 'secureConnect' : 'connect';
        socket.once(connected, () => {
          connectedAt = performance.now();
        });
      });
      outgoing.on('response', (incoming) => {
        const answeredAt = performance.now();
        // From here on the connection may break: whether the reply is whole is for the parser to say.
        outgoing.removeAllListeners('error').on('error', () => {});
        this.#collect(incoming, (body) => resolve({ body, connectedAt, answeredAt }), fail);
      });
      outgoing.end();
      if (signal.aborted) abort();
    });
  }

  #collect(
    incoming: IncomingMessage,
    resolve: (body: Uint8Array) => void,
    fail: (error: unknown) => void,
  ): void {
    const status = incoming.statusCode ?? 0;
    if (status < 200 || status > 299) {
      fail(readFailure(this.#label, 'not-stats', `the server answered with HTTP status ${status}`));
      return;
    }
    const body = new GatheredBytes();
    let bytes = 0;
    incoming.on('data', (piece: Buffer) => {
      bytes += piece.length;
      body.push(piece);
      if (bytes > this.#limits.maxBytes) fail(tooLarge(this.#label, this.#limits.maxBytes));
    });
    incoming.on('error', () => {});
    incoming.on('close', () => resolve(body.joined()));
  }

  #requestFailure(error: unknown): Error {
    const code = codeOf(error);
    if (code.startsWith('HPE_')) {
      return readFailure(
        this.#label,
        'not-stats',
        'the server does not speak HTTP; try the address without "http://"',
        {
          cause: error,
        },
      );
    }
    return code === 'ECONNRESET' ? emptyReply(this.#label, error) : systemFailure(this.#label, error);
  }

  #abortFailure(signal: AbortSignal): Error {
    if (signal.reason === 'closed') return readFailure(this.#label, 'closed', 'closed');
    return timeoutFailure(this.#label, this.#limits.timeoutMs, 'no complete reply');
  }
}

async function requestFor(url: URL): Promise<Request> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return request;
}
