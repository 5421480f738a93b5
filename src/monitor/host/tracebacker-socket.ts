/**
 * Asks a worker for the Python stacks of its threads: connects to the socket of `--py-tracebacker`, sends nothing, reads
 * to the end. A worker whose threads hold Python's lock accepts and stays silent, so there is a deadline.
 */
import type { Duplex } from 'node:stream';
import { parseTracebackerReply, type TracebackerThread } from '../../protocol/tracebacker-reply.js';
import { AbstractConnector } from '../sources/abstract-connector.js';
import { connectSocket } from '../sources/connect-socket.js';
import { codeOf } from '../sources/read-failure.js';

/** Why there are no stacks; one line for people, without the path. */
export class TracebackerError extends Error {
  override readonly name = 'TracebackerError';
}

export interface TracebackerLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export const DEFAULT_TRACEBACKER_LIMITS: TracebackerLimits = { timeoutMs: 3000, maxBytes: 1024 * 1024 };

/** Rejects with `TracebackerError` only. `path` begins with `@` for an abstract socket. */
export async function readStacks(
  path: string,
  signal: AbortSignal,
  limits: TracebackerLimits = DEFAULT_TRACEBACKER_LIMITS,
): Promise<readonly TracebackerThread[]> {
  const text = await replyInTime(path, signal, limits);
  if (text === '') throw new TracebackerError(EMPTY);
  const threads = parseTracebackerReply(text);
  if (threads === null) throw new TracebackerError('the answer is not from a tracebacker of uWSGI or tsgi');
  return threads;
}

async function replyInTime(path: string, signal: AbortSignal, limits: TracebackerLimits): Promise<string> {
  const deadline = new AbortController();
  const giveUp = (): void => deadline.abort();
  const timer = setTimeout(giveUp, limits.timeoutMs);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  try {
    return await replyOf(await connectTo(path, deadline.signal), deadline.signal, limits.maxBytes);
  } catch (error) {
    if (error instanceof TracebackerError) throw error;
    const reason = REASONS.get(codeOf(error)) ?? 'it cannot be read';
    throw new TracebackerError(deadline.signal.aborted ? silence(limits) : reason);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

async function connectTo(path: string, signal: AbortSignal): Promise<Duplex> {
  // Some versions of Node cut a longer path off, and another socket would answer.
  if (Buffer.byteLength(path) > LONGEST_PATH)
    throw new TracebackerError('the path is too long for a unix socket');
  if (!path.startsWith('@')) return connectSocket({ path }, signal);
  const connector = new AbstractConnector(path, path.slice(1));
  signal.addEventListener('abort', () => connector.close(), { once: true });
  return connector.connect(signal);
}

const LONGEST_PATH = 107;

/** Everything up to the end. */
function replyOf(socket: Duplex, signal: AbortSignal, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const giveUp = (error: unknown): void => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      reject(error);
    };
    const abort = (): void => giveUp(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > maxBytes) giveUp(new TracebackerError('the stacks are larger than 1 MiB'));
    });
    socket.on('error', giveUp);
    socket.on('end', () => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(Buffer.concat(pieces).toString('utf8'));
    });
  });
}

function silence({ timeoutMs }: TracebackerLimits): string {
  return `no answer in ${timeoutMs / 1000} s; a thread may hold the GIL, or the worker is stopped`;
}

/** uWSGI never clears the error that such a line leaves behind. */
const EMPTY =
  'it answers nothing; that of uWSGI does so for good after the first name or source line that is not ASCII, until the worker is reloaded';

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such socket'],
  ['ECONNREFUSED', 'nobody listens on the socket'],
  ['ECONNRESET', 'the connection was reset'],
  ['EACCES', 'permission denied: run tstop as the user of the server, or as root'],
  ['EPERM', 'permission denied: run tstop as the user of the server, or as root'],
  ['ENOTSOCK', 'it is not a socket'],
  ['ENOTDIR', 'a part of the path is no directory'],
  ['EINVAL', 'the path cannot be a unix socket'],
  ['EPROTOTYPE', 'it is a socket of another type'],
  ['EAGAIN', 'its queue of connections is full'],
  ['EMFILE', 'tstop has too many open files'],
]);
