import { once } from 'node:events';
import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { Address } from '../../../src/protocol/address.js';
import { readFixture } from '../../fixtures.js';

export const DOCUMENT: Buffer = readFixture('corpus/plain-4x2-idle.json');
export const HTTP_HEAD: Buffer = readFixture('corpus/stats-http.headers');

/** A server's treatment of one connection. */
export type Behaviour = (socket: Socket) => void;

/** A server in this process whose behaviour can be changed between connections; it keeps a record of both sides. */
export class ScriptedServer {
  behaviour: Behaviour;
  connections = 0;
  /** Everything that clients sent, of all connections. */
  received = '';
  readonly sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
    this.#server = createServer({ pauseOnConnect: true }, (socket) => this.#accept(socket));
  }

  static async start(
    context: TestContext,
    behaviour: Behaviour,
    where: ListenOptions = { host: '127.0.0.1', port: 0 },
  ): Promise<ScriptedServer> {
    const server = new ScriptedServer(behaviour);
    server.#server.listen(where);
    await once(server.#server, 'listening');
    context.after(() => server.stop());
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): Address {
    return { kind: 'tcp', host: '127.0.0.1', port: this.port };
  }

  /** Resolves when no connection is left. */
  async idle(): Promise<void> {
    for (const socket of this.sockets) await once(socket, 'close');
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
  }

  #accept(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      this.received += piece.toString('latin1');
    });
    this.behaviour(socket);
  }
}

/** Speaks first, as `--stats` does; reads what it should never be sent. */
export function raw(body: Buffer = DOCUMENT): Behaviour {
  return (socket) => {
    socket.resume();
    socket.end(body);
  };
}

/** Silent until it is sent something, as `--stats-http`. */
export function http(body: Buffer = DOCUMENT, head: Buffer = HTTP_HEAD): Behaviour {
  return (socket) => {
    socket.once('data', () => socket.end(Buffer.concat([head, body])));
    socket.resume();
  };
}

/**
 * A raw server that is deaf until it has been sent a request, which it never reads: closing then makes the kernel reset
 * the connection. Both in one instant look like an ordinary end to Node, so the reset comes a little later.
 */
export function rawThenReset(body: Buffer): Behaviour {
  return (socket) => {
    setTimeout(() => socket.write(body), 250);
    setTimeout(() => socket.destroy(), 300);
  };
}

export function closing(): Behaviour {
  return (socket) => {
    socket.resume();
    socket.end();
  };
}

/** Sends a part and keeps the connection. */
export function stalling(part: Buffer): Behaviour {
  return (socket) => {
    socket.resume();
    socket.write(part);
  };
}

/** A few bytes at a time. */
export function dripping(body: Buffer, size: number): Behaviour {
  return (socket) => {
    socket.resume();
    let at = 0;
    const step = (): void => {
      if (at >= body.length) {
        socket.end();
        return;
      }
      socket.write(body.subarray(at, at + size));
      at += size;
      setImmediate(step);
    };
    step();
  };
}

/** Each connection in its own way; the last way for all that follow. */
export function inTurn(first: Behaviour, ...others: readonly Behaviour[]): Behaviour {
  const ways = [first, ...others];
  let turn = 0;
  return (socket) => {
    const way = ways[Math.min(turn, ways.length - 1)] ?? first;
    turn += 1;
    way(socket);
  };
}
