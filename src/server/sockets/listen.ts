/**
 * Binds the listening sockets in the master, which keeps them for its whole life and never accepts on them: gateways
 * inherit the descriptors, and a connection that arrives while a gateway is being replaced waits in the kernel.
 */
import { chmodSync, chownSync, existsSync, lstatSync, unlinkSync } from 'node:fs';
import * as net from 'node:net';
import { dirname, resolve } from 'node:path';
import type { SocketFacts } from '../counting/ledger.js';
import type { ListenAddress, Listener, ServerConfig } from '../options/config/server-config.js';
import { groupIdFor, userIdFor } from '../process/identity.js';
import { StartError } from '../process/start-error.js';
import { AbstractBindError, bindAbstractSockets } from './abstract-sockets.js';
import { type BoundSocket, portOf } from './bound-socket.js';

export interface BoundListener {
  /** Several for an abstract name, which clients spell in several ways. */
  readonly sockets: readonly BoundSocket[];
  /** Closing would remove the file, which may be another server's by then. */
  readonly isFile: boolean;
  readonly facts: SocketFacts;
}

/**
 * `node:cluster` binds with this function; `net.Server` can only bind, listen and accept in one. It is not in Node's
 * documentation, but it is what every cluster of every Node since 0.8 stands on.
 */
type CreateServerHandle = (
  address: string | null,
  port: number,
  addressType: 4 | 6 | -1,
  fd: undefined,
  flags: number,
) => (BoundSocket & { close(): void }) | number;

const createServerHandle = (net as unknown as { _createServerHandle: CreateServerHandle })
  ._createServerHandle;

/** @throws StartError with the lines that people know from uWSGI */
export async function bindListener(
  listener: Listener,
  index: number,
  config: ServerConfig,
  log: (line: string) => void,
): Promise<BoundListener> {
  const { address } = listener;
  const sockets = await bindSockets(listener, config);
  const [socket] = sockets;
  if (socket === undefined) throw bindError(listener.text, 'EIO');
  if (address.kind === 'unix') setOwnership(address.path, config);
  const name = address.kind === 'tcp' ? boundName(socket, address.host) : listener.text;
  log(boundLine(listener, index, name, socket.fd));
  return {
    sockets,
    isFile: address.kind === 'unix',
    facts: { name, protocol: listener.protocol, maxQueue: config.limits.listen },
  };
}

async function bindSockets({ address, text }: Listener, config: ServerConfig): Promise<BoundSocket[]> {
  if (address.kind !== 'abstract') return [bindAddress(address, text)];
  try {
    return await bindAbstractSockets(address.name, config.application.python);
  } catch (error) {
    throw error instanceof AbstractBindError ? bindError(text, error.code) : error;
  }
}

export function bindAddress(
  address: Exclude<ListenAddress, { kind: 'abstract' }>,
  text: string,
): BoundSocket {
  if (address.kind === 'tcp') return bindTcp(address, text);
  removeStale(address.path);
  return bindPath(address.path, text);
}

function bindTcp(address: Extract<ListenAddress, { kind: 'tcp' }>, text: string): BoundSocket {
  if (address.host === null) {
    // Every interface: the IPv6 wildcard takes IPv4 too, where there is IPv6.
    const both = createServerHandle('::', address.port, 6, undefined, 0);
    if (typeof both !== 'number' && errorOf(both) === 0) return both;
    if (typeof both !== 'number') both.close();
    return checked(createServerHandle('0.0.0.0', address.port, 4, undefined, 0), text);
  }
  const host = address.host === 'localhost' ? '127.0.0.1' : address.host;
  const family = net.isIP(host);
  if (family === 0) throw new StartError(`Cannot listen on "${text}": "${host}" is not an IP address`);
  return checked(createServerHandle(host, address.port, family === 6 ? 6 : 4, undefined, 0), text);
}

function bindPath(path: string, text: string): BoundSocket {
  const socket = createServerHandle(ownName(path), -1, -1, undefined, 0);
  // libuv says "permission denied" of a folder that is not there.
  if (socket === PERMISSION_DENIED && !existsSync(dirname(path))) {
    throw bindError(text, NO_SUCH_FILE);
  }
  return checked(socket, text);
}

/** The whole path, if the kernel takes so much: `/proc/net/unix` tells sockets of several servers apart by it. */
function ownName(path: string): string {
  const whole = resolve(path);
  return Buffer.byteLength(whole) <= LONGEST_PATH ? whole : path;
}

const LONGEST_PATH = 107;

function checked(result: BoundSocket | number, text: string): BoundSocket {
  const error = typeof result === 'number' ? result : errorOf(result);
  if (error === 0 && typeof result !== 'number') return result;
  throw bindError(text, error);
}

/** libuv reports EADDRINUSE only on the next call. */
function errorOf(socket: BoundSocket): number {
  return socket.getsockname?.({}) ?? 0;
}

const ADDRESS_IN_USE = -98;
const PERMISSION_DENIED = -13;
const NO_SUCH_FILE = -2;

export function bindError(text: string, code: number | string): StartError {
  if (code === ADDRESS_IN_USE || code === 'EADDRINUSE') {
    return new StartError(
      `probably another instance of uWSGI is running on the same address (${text}).\n` +
        'bind(): Address already in use',
    );
  }
  const reason = typeof code === 'number' ? systemErrorText(code) : code;
  return new StartError(`bind(): ${reason} [${text}]`);
}

function systemErrorText(code: number): string {
  const names: Readonly<Record<number, string>> = {
    [PERMISSION_DENIED]: 'Permission denied',
    [NO_SUCH_FILE]: 'No such file or directory',
    [-99]: 'Cannot assign requested address',
    [-36]: 'File name too long',
    [-22]: 'Invalid argument',
  };
  return names[code] ?? `error ${-code}`;
}

function boundName(socket: BoundSocket, host: string | null): string {
  const port = portOf(socket);
  const shown = host ?? '';
  return shown.includes(':') ? `[${shown}]:${port}` : `${shown}:${port}`;
}

function boundLine(listener: Listener, index: number, name: string, descriptor: number): string {
  if (listener.option === 'http') return `uWSGI http bound on ${name} fd ${descriptor}`;
  const kind = listener.address.kind === 'tcp' ? 'TCP' : 'UNIX';
  return `uwsgi socket ${index} bound to ${kind} address ${name} fd ${descriptor}`;
}

/** A leftover socket file is not in the way; any other file is. */
function removeStale(path: string): void {
  try {
    if (lstatSync(path).isSocket()) unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw bindError(path, PERMISSION_DENIED);
  }
}

/** `--chmod-socket`, `--chown-socket` */
export function setOwnership(path: string, config: ServerConfig): void {
  const { chmodSocket, chownSocket } = config.process;
  if (chmodSocket !== null) chmodSync(path, chmodSocket);
  if (chownSocket === null) return;
  const user = userIdFor(chownSocket.user);
  const group = chownSocket.group === null ? user.gid : groupIdFor(chownSocket.group);
  try {
    chownSync(path, user.uid, group);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new StartError(`chown(): ${code === 'EPERM' ? 'Operation not permitted' : code} [${path}]`);
  }
}
