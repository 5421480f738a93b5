/**
 * Makes sure that a stats server is at an address without writing a byte: one speaks first, a socket of requests waits.
 * The answer is read to its end, since uWSGI logs a reader that goes early.
 */
import type { NetConnectOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { parseAddress } from '../../protocol/address.js';
import { AbstractConnector } from '../sources/abstract-connector.js';
import { connectSocket } from '../sources/connect-socket.js';
import { codeOf } from '../sources/read-failure.js';
import type { Candidate } from './candidates.js';

export type Finding =
  | { readonly kind: 'stats' }
  | { readonly kind: 'denied' }
  /** Nobody there, or something else. */
  | { readonly kind: 'other' };

const SILENCE_MS = 400;
const ANSWER_MS = 2000;

export async function probe(candidate: Candidate): Promise<Finding> {
  const deadline = AbortSignal.timeout(ANSWER_MS);
  const connector = connectorFor(candidate.address);
  try {
    return { kind: await kindOf(await connector.connect(deadline), candidate) };
  } catch (error) {
    if (deadline.aborted && candidate.isNamed) return { kind: 'stats' };
    return { kind: DENIED.has(codeOf(error) ?? '') ? 'denied' : 'other' };
  } finally {
    connector.close();
  }
}

const DENIED = new Set(['EACCES', 'EPERM']);

async function kindOf(socket: Duplex, { isNamed, isHttp }: Candidate): Promise<Finding['kind']> {
  try {
    if (isHttp) return 'stats';
    const first = await firstByte(socket);
    // A server that is stopped or busy is silent as well, and so is one of `stats-http`: its own word counts.
    return first === '{' || (first === null && isNamed) ? 'stats' : 'other';
  } finally {
    socket.destroy();
  }
}

interface Connector {
  connect(signal: AbortSignal): Promise<Duplex>;
  close(): void;
}

function connectorFor(text: string): Connector {
  const address = parseAddress(text);
  switch (address.kind) {
    case 'tcp':
      return plainConnector({ host: address.host, port: address.port });
    case 'path':
    case 'unix':
      return plainConnector({ path: address.path });
    case 'abstract':
      return new AbstractConnector(text, address.name);
    default:
      throw new TypeError(`No socket: ${text}`);
  }
}

function plainConnector(options: NetConnectOpts): Connector {
  return { connect: (signal) => connectSocket(options, signal), close: () => {} };
}

/** Null: silence. Resolves when the answer has ended, or after as long as a probe may take. */
function firstByte(socket: Duplex): Promise<string | null> {
  return new Promise((resolve) => {
    let first: string | null = null;
    const end = (): void => {
      clearTimeout(timer);
      resolve(first);
    };
    let timer = setTimeout(end, SILENCE_MS);
    socket.on('data', (piece: Buffer) => {
      if (first !== null) return;
      first = piece.toString('latin1', 0, 1);
      clearTimeout(timer);
      timer = setTimeout(end, ANSWER_MS);
      if (first !== '{') end();
    });
    socket.on('error', end);
    socket.on('end', end);
  });
}
