// Clients of the drills. None of them outlives its test.

import { get } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { type Load, startLoad } from '../load/load.js';

interface Asked {
  readonly http: string;
}

/** One request whose answer nobody waits for. */
export function ask(
  t: TestContext,
  server: Asked,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const request = get(`http://${server.http}${path}`, { agent: false, headers }, (response) => {
    response.on('error', () => {});
    response.resume();
  });
  request.on('upgrade', (_, socket) => socket.on('error', () => {}));
  request.on('error', () => {});
  t.after(() => request.destroy());
}

/** So many clients, each with one short request after the other. */
export function keepAsking(t: TestContext, server: Asked, clients: number, path = '/?s=0.02'): Load {
  return startLoad(t, {
    address: server.http,
    path,
    shape: { kind: 'closed', concurrency: clients, spreadMs: 100 },
  });
}

/** A steady stream, whatever the server makes of it. */
export function askSteadily(t: TestContext, server: Asked, perSecond: number, path: string): Load {
  return startLoad(t, { address: server.http, path, shape: { kind: 'open', perSecond } });
}

/** A database that takes connections and never answers; resolves with its port. */
export function startDeadBackend(t: TestContext): Promise<number> {
  const sockets = new Set<Socket>();
  const backend: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    backend.close();
  });
  return new Promise((resolve) => {
    backend.listen(0, '127.0.0.1', () => {
      const address = backend.address();
      resolve(address !== null && typeof address !== 'string' ? address.port : 0);
    });
  });
}
