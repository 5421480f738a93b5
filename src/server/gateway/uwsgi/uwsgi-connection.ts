import type { Socket } from 'node:net';
import {
  UWSGI_PONG,
  type UwsgiPacket,
  UwsgiPacketReader,
  type UwsgiResult,
} from '../../../protocol/uwsgi-packet.js';
import { Outbox } from '../answers/outbox.js';
import { BodyCollector } from '../bodies/body-collector.js';
import { BodyIncomplete } from '../bodies/body-incomplete.js';
import { cutConnection, HOLD_MS } from '../client/cut-connection.js';
import type { ConnectionOwner } from '../client/front.js';
import { TakingWatch } from '../client/taking-watch.js';
import { ignoredVars } from './ignored-vars.js';
import { UwsgiBody } from './uwsgi-body.js';
import { readUwsgiRequest } from './uwsgi-environ.js';
import { UwsgiExchange } from './uwsgi-exchange.js';

/** A client may go on sending an unread body for this long after its answer. */
const LINGER_MS = 2000;

/**
 * One connection of a uwsgi client, from its first byte to its last: a packet, an exchange, the end. It has a deadline
 * instead of a timer; the front looks at it from time to time.
 */
export class UwsgiConnection {
  readonly socket: Socket;
  readonly outbox: Outbox;
  readonly #taking: TakingWatch;
  readonly #front: ConnectionOwner<UwsgiConnection>;
  readonly #reader: UwsgiPacketReader;
  readonly #openedAt = performance.now();
  #deadline: number;
  #exchange: UwsgiExchange | null = null;
  #body: UwsgiBody | null = null;
  /** More came than was announced: closing now would reset the connection and take the answer with it. */
  #surplus = false;
  #answered = false;
  #isHeld = false;
  #refused = false;
  /** Something of the answer waits for the client to take it. */
  #isTaking = false;

  constructor(socket: Socket, front: ConnectionOwner<UwsgiConnection>) {
    this.socket = socket;
    this.#front = front;
    this.outbox = new Outbox(socket, front.settings.room);
    this.#taking = new TakingWatch(socket, this.outbox);
    this.outbox.onRoom = () => this.#exchange?.core?.resume();
    this.outbox.onBroken = () => this.#guard(() => this.#broken());
    this.outbox.onFault = (error) => this.failed(error);
    this.#reader = new UwsgiPacketReader(front.limits.bufferSize, decodeLatin1);
    this.#deadline = this.#openedAt + front.limits.socketTimeoutSeconds * 1000;
    socket.on('data', (chunk: Buffer) => this.#guard(() => this.#take(chunk)));
    socket.on('end', () => this.#guard(() => this.#ended()));
    socket.on('error', ignore);
    socket.on('close', () => this.#guard(() => this.#closed()));
  }

  /** It has not sent a whole request yet. */
  get isSilent(): boolean {
    return this.#exchange === null;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** For `milliseconds` nothing was looked at here. */
  forgive(ms: number): void {
    this.#deadline += ms;
  }

  sweep(now: number): void {
    this.#watchRunning();
    if (now < this.#deadline) return;
    if (this.#isTaking && this.#taking.hasTaken())
      this.#deadline = now + this.#front.limits.httpTimeoutSeconds * 1000;
    else this.destroy();
  }

  /** A fault of this program: this connection ends, no other. */
  failed(error: unknown): void {
    this.#front.failed(error);
    this.destroy();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** The whole answer has been written. */
  finish(): void {
    if (this.#answered) return;
    this.#answered = true;
    const { socket } = this;
    if (this.outbox.pendingBytes > 0) {
      this.#watchTaking();
      this.outbox.whenTaken(() => this.#guard(() => this.#endNow()));
    } else if (this.#body?.isUnread || this.#surplus) this.#linger();
    else socket.destroy();
  }

  /** A part of the answer is lost; what the core still makes of it must not stand in its place. */
  #broken(): void {
    if (this.#exchange !== null && !this.#answered) this.#front.settings.dispatcher.withdraw(this.#exchange);
    this.cut();
  }

  cut(): void {
    if (this.socket.destroyed) return;
    this.#answered = true;
    this.#watchTaking();
    this.outbox.whenTaken(() => {
      this.#isTaking = false;
      this.#isHeld = cutConnection(this.socket, true);
      this.#deadline = this.#isHeld ? performance.now() + HOLD_MS : Number.POSITIVE_INFINITY;
    });
  }

  /** The same while the answer is still being made. */
  #watchRunning(): void {
    if (this.#exchange === null || this.#answered) return;
    const isTaking = this.outbox.pendingBytes > 0;
    if (isTaking && !this.#isTaking) this.#watchTaking();
    else if (!isTaking && this.#isTaking) {
      this.#isTaking = false;
      this.#deadline = Number.POSITIVE_INFINITY;
    }
  }

  /** A client that takes nothing of what was written, for as long as a request may wait, is dropped. */
  #watchTaking(): void {
    const { httpTimeoutSeconds } = this.#front.limits;
    this.#isTaking = true;
    this.#taking.begin();
    this.#deadline =
      httpTimeoutSeconds > 0 ? performance.now() + httpTimeoutSeconds * 1000 : Number.POSITIVE_INFINITY;
  }

  #take(chunk: Buffer): void {
    if (this.#refused) return;
    if (this.#exchange !== null) {
      if (this.#body === null) this.#surplus = true;
      else this.#body.push(chunk);
      return;
    }
    const { socketTimeoutSeconds, httpTimeoutSeconds } = this.#front.limits;
    const result = this.#reader.push(chunk);
    if (result.kind === 'more') {
      const silence = performance.now() + socketTimeoutSeconds * 1000;
      // Byte by byte it could take for ever.
      this.#deadline = Math.min(silence, this.#openedAt + Math.max(1, httpTimeoutSeconds) * 1000);
    } else if (result.kind === 'request') {
      this.#deadline = Number.POSITIVE_INFINITY;
      this.#begin(result.packet, result.rest);
    } else this.#refuse(result);
  }

  #begin(packet: UwsgiPacket, rest: Uint8Array): void {
    const { settings, limits } = this.#front;
    const { limitPost, postBuffering, socketTimeoutSeconds } = limits;
    const request = readUwsgiRequest(packet);
    for (const name of ignoredVars(packet)) {
      settings.log(`*** ${name} in a request is ignored: applications are set at the start only ***`);
    }
    const length = request.contentLength;
    if (length > 0) {
      this.#body = new UwsgiBody(this.socket, length, Buffer.from(rest), socketTimeoutSeconds * 1000);
    } else this.#surplus = rest.length > 0;
    const exchange = new UwsgiExchange(this, request, this.#body, this.#front);
    this.#exchange = exchange;
    if (limitPost !== null && length > limitPost) {
      settings.counters.rejected += 1;
      settings.log(`Invalid (too big) CONTENT_LENGTH. skip. (${length}, max ${limitPost})`);
      exchange.answerError(413, []);
    } else if (postBuffering !== null && this.#body !== null) {
      this.#gather(exchange, this.#body, postBuffering);
    } else settings.dispatcher.submit(exchange);
  }

  /** `--post-buffering`: the application is called when all of the body is here. */
  #gather(exchange: UwsgiExchange, body: UwsgiBody, memoryBytes: number): void {
    let resume = () => {};
    const collector = new BodyCollector({
      memoryBytes,
      expectedBytes: null,
      onRoom: () => resume(),
      onFailure: (error) => this.#cannotGather(exchange, error),
    });
    const collect = async () => {
      for (let [block] = await body.read(GATHER_BYTES); block; [block] = await body.read(GATHER_BYTES)) {
        if (!collector.push(block)) await new Promise<void>((go) => (resume = go));
      }
    };
    collect().then(
      () =>
        collector.finish((gathered) => {
          exchange.body = gathered;
          if (exchange.gone) this.#front.settings.dispatcher.withdraw(exchange);
          else this.#front.settings.dispatcher.submit(exchange);
        }),
      (error: Error) => {
        collector.abort();
        this.#cannotGather(exchange, error);
      },
    );
  }

  #cannotGather(exchange: UwsgiExchange, error: Error): void {
    const { counters, log } = this.#front.settings;
    if (exchange.gone) return;
    if (error instanceof BodyIncomplete) {
      counters.rejected += 1;
      log(`[uwsgi-body-read] ${error.message}`);
      exchange.answerError(408, []);
    } else {
      log(`Cannot keep the body of a request: ${error.message}`);
      exchange.answerError(500, []);
    }
  }

  #refuse(result: Exclude<UwsgiResult, { kind: 'request' | 'more' }>): void {
    const { settings } = this.#front;
    this.#refused = true;
    if (result.kind === 'ping') {
      settings.log('PING');
      this.socket.end(UWSGI_PONG);
      this.#deadline = performance.now() + LINGER_MS;
    } else {
      settings.counters.rejected += 1;
      settings.log(refusalText(result));
      this.socket.destroy();
    }
  }

  /** The client has sent all that it will; one that waits for a core has left, as far as anybody can tell. */
  #ended(): void {
    this.#body?.end();
    const { dispatcher } = this.#front.settings;
    if (this.#exchange === null || this.#isHeld || dispatcher.isWaiting(this.#exchange)) this.destroy();
  }

  #closed(): void {
    this.#front.closed(this);
    this.#body?.end();
    if (this.#exchange !== null && !this.#answered) this.#front.settings.dispatcher.withdraw(this.#exchange);
    if (this.#exchange !== null) this.#exchange.gone = true;
  }

  /** The kernel has the whole answer. */
  #endNow(): void {
    const { socket } = this;
    this.#isTaking = false;
    if (this.#body?.isUnread || this.#surplus) this.#linger();
    else socket.end(() => socket.destroy());
  }

  /** Reads and drops further bytes for a while, so that the client sees the answer and not a reset. */
  #linger(): void {
    this.#body?.release();
    this.socket.end();
    this.socket.resume();
    this.#deadline = performance.now() + LINGER_MS;
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.failed(error);
    }
  }
}

/** Block size for gathering a body. */
const GATHER_BYTES = 65_536;

/** Node's own is many times as fast. */
function decodeLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function ignore(): void {}

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
