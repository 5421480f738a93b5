// Clients of stats servers, made of nothing but sockets.

import { spawn } from 'node:child_process';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { PATIENCE_MS, waitFor } from '../../wait-for.js';

/** Everything until the server ends; fails on a reset, and when the server is silent. */
export function readToEnd(where: NetConnectOpts, request: string | null = null): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(where);
    const chunks: Buffer[] = [];
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer')));
    if (request !== null) socket.write(request);
    socket.on('data', (bytes) => chunks.push(bytes));
    socket.on('error', reject);
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}

/** Where a server listens that says `127.0.0.1:PORT`, a path, or `@name`. */
export function placeOf(name: string): NetConnectOpts {
  if (name.startsWith('@')) return { path: `\0${name.slice(1)}` };
  const port = /:(\d+)$/.exec(name)?.[1];
  return port === undefined ? { path: name } : { host: '127.0.0.1', port: Number(port) };
}

/** A connection that takes nothing of what comes. */
export async function openStalled(where: NetConnectOpts): Promise<Socket> {
  const socket = connect(where);
  socket.on('error', () => {});
  socket.pause();
  await waitFor('the connection', () => socket.readyState === 'open');
  return socket;
}

/** Connects as uwsgitop and uWSGI's own client do: Python takes exactly these bytes. */
export function readAbstractInPython(name: string): Promise<string> {
  const program = `
import socket, sys
client = socket.socket(socket.AF_UNIX)
client.connect(b"\\0" + sys.argv[1].encode().decode("unicode_escape").encode("latin1"))
while True:
    data = client.recv(4096)
    if not data:
        break
    sys.stdout.buffer.write(data)
`;
  const child = spawn('python3', ['-c', program, name], { stdio: ['ignore', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => chunks.push(bytes));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(Buffer.concat(chunks).toString())
        : reject(new Error(`python3 ended with ${code}`)),
    );
  });
}
