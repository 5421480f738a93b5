import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

export interface ReplayServer {
  /** `127.0.0.1:port` */
  readonly address: string;
  readonly connections: () => number;
  /** Connections that are open now. */
  readonly open: () => number;
}

/** Answers one connection after the other with the given bytes, the last ones again and again; null stays silent. */
export async function startReplay(
  t: TestContext,
  replies: readonly (Uint8Array | string | null)[],
): Promise<ReplayServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    const reply = replies[Math.min(connections, replies.length - 1)];
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).resume();
    socket.on('close', () => sockets.delete(socket));
    if (reply != null) socket.end(reply);
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { address: `127.0.0.1:${port}`, connections: () => connections, open: () => sockets.size };
}
