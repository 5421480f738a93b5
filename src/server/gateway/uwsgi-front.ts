/** The uwsgi side of a gateway: one packet, one request, one answer for each connection. */
import { createServer, type Server, type Socket } from 'node:net';
import {
  type UwsgiPacket,
  UwsgiPacketReader,
  type UwsgiResult,
  uwsgiPong,
} from '../../protocol/uwsgi-packet.js';
import type { ListenerCounters } from '../dispatch/counters.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import type { Outcome } from '../dispatch/exchange.js';
import type { ServerConfig } from '../options/server-config.js';
import { UwsgiBody } from './uwsgi-body.js';
import { readUwsgiRequest } from './uwsgi-environ.js';
import { UwsgiExchange } from './uwsgi-exchange.js';

export interface UwsgiFrontSettings {
  readonly config: ServerConfig;
  readonly listener: number;
  readonly counters: ListenerCounters;
  readonly dispatcher: Dispatcher;
  readonly logRequest: (exchange: UwsgiExchange, outcome: Outcome) => void;
  readonly log: (line: string) => void;
}

export class UwsgiFront {
  readonly server: Server;
  readonly #settings: UwsgiFrontSettings;
  #config: ServerConfig;
  #addHeaders: readonly string[] = [];
  readonly #sockets = new Set<Socket>();

  constructor(settings: UwsgiFrontSettings) {
    this.#settings = settings;
    this.#config = settings.config;
    this.reconfigure(settings.config);
    // A peer that has sent all it will (half-closed) still wants its answer.
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#connected(socket));
  }

  /** Of the connections that come from now on. */
  reconfigure(config: ServerConfig): void {
    this.#config = config;
    this.#addHeaders = config.addHeaders.flatMap(({ name, value }) => [name, value]);
  }

  drain(): void {
    this.server.close();
  }

  get isEmpty(): boolean {
    return this.#sockets.size === 0;
  }

  #connected(socket: Socket): void {
    const config = this.#config;
    const reader = new UwsgiPacketReader(config.limits.bufferSize);
    let body: UwsgiBody | null = null;
    let exchange: UwsgiExchange | null = null;
    this.#sockets.add(socket);
    socket.setTimeout(config.limits.socketTimeoutSeconds * 1000, () => {
      if (exchange === null) socket.destroy();
    });
    socket.on('data', (chunk: Buffer) => {
      if (exchange !== null) {
        body?.push(chunk);
        return;
      }
      const result = reader.push(chunk);
      if (result.kind !== 'request') return this.#obey(socket, result);
      socket.setTimeout(0);
      [exchange, body] = this.#begin(socket, result.packet, Buffer.from(result.rest));
    });
    socket.on('end', () => {
      if (exchange === null) socket.destroy();
      body?.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      body?.end();
      if (exchange !== null && !socket.writableFinished) this.#settings.dispatcher.withdraw(exchange);
    });
  }

  #begin(socket: Socket, packet: UwsgiPacket, rest: Buffer): [UwsgiExchange, UwsgiBody | null] {
    const { listener, dispatcher, counters, logRequest } = this.#settings;
    const config = this.#config;
    const request = readUwsgiRequest(packet);
    const length = request.contentLength;
    const timeout = config.limits.socketTimeoutSeconds * 1000;
    const body = length === 0 ? null : new UwsgiBody(socket, length, rest, timeout);
    const exchange = new UwsgiExchange(socket, request, body, listener, this.#addHeaders, logRequest);
    const { limitPost } = config.limits;
    if (limitPost !== null && length > limitPost) {
      counters.rejected += 1;
      this.#settings.log(`Invalid (too big) CONTENT_LENGTH. skip. (${length}, max ${limitPost})`);
      exchange.answerError(413, []);
    } else {
      dispatcher.submit(exchange);
    }
    return [exchange, body];
  }

  #obey(socket: Socket, result: UwsgiResult): void {
    if (result.kind === 'ping') {
      this.#settings.log('PING');
      socket.end(uwsgiPong);
    } else if (result.kind === 'refused') {
      this.#settings.counters.rejected += 1;
      this.#settings.log(refusalText(result));
      socket.destroy();
    }
  }
}

function refusalText({ reason, detail }: Extract<UwsgiResult, { kind: 'refused' }>): string {
  switch (reason) {
    case 'too-big':
      return `invalid request block size: ${detail}...skip`;
    case 'http':
      return `invalid request block size: ${detail}...skip (HTTP spoken to a uwsgi socket?)`;
    case 'empty':
      return 'Empty python request. skip.';
    case 'malformed':
      return `invalid uwsgi request (${detail}). skip.`;
    case 'modifier':
      return `-- unavailable modifier requested: ${detail} --`;
  }
}
