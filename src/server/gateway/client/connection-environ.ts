import type { Socket } from 'node:net';
import { hostname } from 'node:os';

const SERVER_NAME = hostname() || 'localhost';

/** The part of the environ that all requests of a connection share, in the form of `http-environ.ts`. */
export function connectionEnviron(socket: Socket): string {
  return (
    `SERVER_NAME\0${SERVER_NAME}\0SERVER_PORT\0${socket.localPort ?? 80}\0` +
    `REMOTE_ADDR\0${plainAddress(socket.remoteAddress ?? '')}\0REMOTE_PORT\0${socket.remotePort ?? ''}\0` +
    `UWSGI_ROUTER\0http\0`
  );
}

/** An IPv4 client of a dual-stack socket is shown as one. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
