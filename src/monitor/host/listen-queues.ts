/** The listen queues of unix sockets on this host, from `ss(8)`: Linux shows them nowhere else. */
import { execFile } from 'node:child_process';
import { codeOf } from '../sources/read-failure.js';

interface UnixListenQueue {
  readonly queue: number;
  readonly limit: number;
}

/** Why there is nothing; one line for people. */
export class ListenQueuesError extends Error {
  override readonly name = 'ListenQueuesError';
}

const TIMEOUT_MS = 1000;
const MAX_BYTES = 1024 * 1024;

/** By name as the socket was bound. Rejects with `ListenQueuesError` only. `command` is for tests. */
export function readListenQueues(
  signal: AbortSignal,
  command = 'ss',
): Promise<ReadonlyMap<string, UnixListenQueue>> {
  return new Promise((resolve, reject) => {
    const options = { timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES, killSignal: 'SIGKILL', signal } as const;
    execFile(command, ['-lxn'], options, (error, stdout) => {
      if (error === null) resolve(parseListenQueues(stdout));
      else reject(new ListenQueuesError(reasonOf(error)));
    });
  });
}

/** A name that is listed twice belongs to two sockets, and it is unknown which is meant. */
export function parseListenQueues(text: string): ReadonlyMap<string, UnixListenQueue> {
  const queues = new Map<string, UnixListenQueue>();
  const twice = new Set<string>();
  for (const line of text.split('\n')) {
    const [, queue, limit, bound] = LISTENING.exec(line) ?? [];
    if (bound === undefined) continue;
    // ss writes the zero bytes of abstract names as @; uWSGI's have one at the end.
    const name = bound.startsWith('@') ? bound.replace(/@+$/, '') : bound;
    if (queues.has(name)) twice.add(name);
    queues.set(name, { queue: Number(queue), limit: Number(limit) });
  }
  for (const name of twice) queues.delete(name);
  return queues;
}

const LISTENING = /^u_(?:str|seq)\s+LISTEN\s+(\d+)\s+(\d+)\s+(\S.*?)\s+\d+\s+\*\s+\d+\s*$/;

function reasonOf(error: Error & { readonly killed?: boolean }): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return 'ss(8) is not installed here';
  if (code === 'EACCES' || code === 'EPERM') return 'ss(8) may not be run here';
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'the output of ss(8) is too large';
  if (error.killed === true) return `ss(8) did not answer within ${TIMEOUT_MS / 1000} s`;
  return 'ss(8) failed';
}
