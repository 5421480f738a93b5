/** Binds the addresses of stats servers, before the master gives up its privileges. */
import { lstatSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { ListenAddress, ServerConfig, StatsListener } from '../options/config/server-config.js';
import { StartError } from '../process/start-error.js';
import { bindAbstract } from '../sockets/abstract-sockets.js';
import { bindError, setOwnership } from '../sockets/listen.js';

export interface StatsSocket {
  /** As bound: a port 0 is replaced by the one that the system chose. */
  readonly name: string;
  /** Of the first server; log lines name it. */
  readonly descriptor: number;
  readonly servers: readonly Server[];
}

/** @throws StartError with the lines that people know from uWSGI */
export async function listenForStats(
  { address, text }: StatsListener,
  config: ServerConfig,
  onConnection: (socket: Socket) => void,
): Promise<StatsSocket> {
  try {
    const servers =
      address.kind === 'abstract'
        ? await bindAbstract(address.name, config.application.python)
        : [await listen(address)];
    if (address.kind === 'unix') setOwnership(address.path, config);
    for (const server of servers) {
      server.on('connection', onConnection);
      // Out of descriptors, for one: whoever waits then is served later.
      server.on('error', () => {});
    }
    return { name: nameOf(address, text, servers), descriptor: descriptorOf(servers), servers };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw bindError(text, codeOf(error));
  }
}

async function listen(address: Exclude<ListenAddress, { kind: 'abstract' }>): Promise<Server> {
  if (address.kind === 'unix') {
    if (Buffer.byteLength(address.path) > LONGEST_PATH) throw systemError('ENAMETOOLONG');
    removeStale(address.path);
  }
  const server = createServer({ allowHalfOpen: true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listenOptions(address), () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function listenOptions(address: Exclude<ListenAddress, { kind: 'abstract' }>) {
  if (address.kind === 'unix') return { path: address.path };
  if (address.host === null) return { port: address.port };
  // As uWSGI, which knows IPv4 addresses only by name.
  return { port: address.port, host: address.host === 'localhost' ? '127.0.0.1' : address.host };
}

/** Node would bind the beginning of a longer one. */
const LONGEST_PATH = 107;

/** As for every other socket, the newest server on it is the one that is asked; another file is in the way. */
function removeStale(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket()) unlinkSync(path);
}

function nameOf(address: ListenAddress, text: string, servers: readonly Server[]): string {
  const bound = servers[0]?.address() ?? null;
  if (address.kind !== 'tcp' || bound === null || typeof bound === 'string') return text;
  const { port } = bound;
  const host = address.host ?? '';
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function descriptorOf([server]: readonly Server[]): number {
  // Node has it, but not in its documentation; -1 is as good to everything but the reader of a log.
  return (server as { _handle?: { fd?: number } } | undefined)?._handle?.fd ?? -1;
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return String(error);
}
