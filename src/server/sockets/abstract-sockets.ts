/**
 * Abstract sockets under the names that clients use. For `@name` uWSGI binds the name and a NUL, and its own
 * client asks for that; uwsgitop asks for the bare name; Node 20 asks for the name filled up with NULs. To the kernel
 * these are three names, so all three are bound.
 *
 * Node 20 can say only the last one. Therefore a short Python program binds, and hands the sockets over the channel that
 * Node opens to its children, in the words that Node itself uses for `process.send(message, server)`.
 */
import { spawn } from 'node:child_process';
import { Server } from 'node:net';
import { StartError } from '../process/start-error.js';
import type { BoundSocket } from './bound-socket.js';

const PROGRAM = `
import errno, json, os, socket, sys

name = b"\\0" + os.fsencode(sys.argv[1])
channel = socket.socket(fileno=int(os.environ["NODE_CHANNEL_FD"]))

def say(**message):
    return json.dumps(message).encode() + b"\\n"

try:
    for form in dict.fromkeys((name, (name + b"\\0")[:108], name.ljust(108, b"\\0"))):
        bound = socket.socket(socket.AF_UNIX)
        bound.bind(form)
        rights = bound.fileno().to_bytes(4, sys.byteorder)
        message = say(cmd="NODE_HANDLE", type=sys.argv[2], msg="bound")
        channel.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        channel.recv(4096)
except OSError as error:
    channel.sendall(say(code=errno.errorcode.get(error.errno, "EIO")))
`;

/** A name that cannot be bound; `code` is the system's. */
export class AbstractBindError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`bind ${code}`);
    this.code = code;
  }
}

/**
 * Resolves with listening servers; their connections stay open for writing after the client has ended its side.
 * @throws AbstractBindError, or StartError when there is no such Python
 */
export function bindAbstract(name: string, python: string): Promise<Server[]> {
  return receive(name, python, 'net.Server', (handle) =>
    handle instanceof Server ? Object.assign(handle, { allowHalfOpen: true }) : null,
  );
}

/** The same, bound and not listening: for processes that inherit the descriptors. */
export function bindAbstractSockets(name: string, python: string): Promise<BoundSocket[]> {
  return receive(name, python, 'net.Native', (handle) => (isBound(handle) ? handle : null));
}

interface Closable {
  close(): void;
}

function receive<T extends Closable>(
  name: string,
  python: string,
  form: 'net.Server' | 'net.Native',
  take: (handle: unknown) => T | null,
): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-I', '-S', '-c', PROGRAM, name, form], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const received: T[] = [];
    let code: string | null = null;
    child.on('message', (message, handle: unknown) => {
      const taken = take(handle);
      if (taken !== null) received.push(taken);
      else code = codeIn(message);
    });
    child.on('error', () => reject(new StartError(`Cannot run "${python}" to bind "@${name}"`)));
    child.on('close', (status) => {
      if (status === 0 && code === null) return resolve(received);
      for (const one of received) one.close();
      return reject(new AbstractBindError(code ?? 'EIO'));
    });
  });
}

function isBound(handle: unknown): handle is BoundSocket {
  return typeof handle === 'object' && handle !== null && 'fd' in handle && typeof handle.fd === 'number';
}

function codeIn(message: unknown): string {
  const code = typeof message === 'object' && message !== null && 'code' in message ? message.code : null;
  return typeof code === 'string' ? code : 'EIO';
}
