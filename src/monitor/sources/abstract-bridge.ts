/**
 * Connections to abstract sockets that this Node cannot reach: libuv of Node 20 pads every abstract name to 108 bytes,
 * while uWSGI binds the name and one NUL. A small Python program, started when first needed and ended with the source,
 * connects instead and passes the bytes on (`abstract-bridge-program.ts`).
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { ABSTRACT_BRIDGE_PROGRAM } from './abstract-bridge-program.js';
import { codeOf } from './read-failure.js';

type BridgeProcess = ChildProcessByStdio<Writable, Readable, null>;

/** Python is not there, or not able: no connection has even been tried. */
export class NoBridgeError extends Error {
  override readonly name = 'NoBridgeError';
}

export class AbstractBridge {
  readonly #name: string;
  readonly #command: string;
  #process: BridgeProcess | null = null;
  #connection: BridgedConnection | null = null;
  #opening = 0;
  #unread: Buffer = Buffer.alloc(0);

  constructor(name: string, command = 'python3') {
    this.#name = name;
    this.#command = command;
  }

  /** Rejects with an error that has the system's code, with `NoBridgeError`, or with the signal's reason. */
  connect(signal: AbortSignal): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const process = this.#process ?? this.#start();
      const connection = new BridgedConnection(process.stdin);
      this.#connection = connection;
      this.#opening = (this.#opening + 1) % 256;
      process.stdin.write('o');
      const giveUp = (): void => {
        connection.destroy();
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      connection.once('close', () => signal.removeEventListener('abort', giveUp));
      connection.once('error', reject);
      connection.once('connect', () => {
        signal.removeEventListener('abort', giveUp);
        connection.off('error', reject);
        resolve(connection);
      });
    });
  }

  close(): void {
    this.#process?.kill();
    this.#process = null;
  }

  #start(): BridgeProcess {
    const child = spawn(this.#command, ['-I', '-S', '-c', ABSTRACT_BRIDGE_PROGRAM, this.#name], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#process = child;
    this.#opening = 0;
    this.#unread = Buffer.alloc(0);
    child.stdin.on('error', () => {});
    child.stdout.on('data', (piece: Buffer) => this.#take(piece));
    child.on('error', (error) => this.#lose(child, error));
    child.on('exit', () => this.#lose(child, undefined));
    return child;
  }

  #lose(child: BridgeProcess, cause: unknown): void {
    if (this.#process === child) this.#process = null;
    const missing = codeOf(cause) === 'ENOENT' || codeOf(cause) === 'EACCES';
    this.#connection?.destroy(new NoBridgeError(missing ? 'not found' : 'it ended', { cause }));
  }

  #take(piece: Buffer): void {
    let unread = Buffer.concat([this.#unread, piece]);
    while (unread.length >= FRAME_HEAD && unread.length >= FRAME_HEAD + unread.readUInt32BE(2)) {
      const end = FRAME_HEAD + unread.readUInt32BE(2);
      if (unread[1] === this.#opening) this.#deliver(unread[0], unread.subarray(FRAME_HEAD, end));
      unread = unread.subarray(end);
    }
    this.#unread = unread;
  }

  #deliver(kind: number | undefined, payload: Buffer): void {
    if (kind === OPENED) this.#connection?.emit('connect');
    else if (kind === DATA) this.#connection?.push(payload);
    else if (kind === END) this.#connection?.push(null);
    else if (kind === FAILED) this.#connection?.destroy(systemError(payload.toString('latin1')));
  }
}

const FRAME_HEAD = 6;
const [OPENED, DATA, END, FAILED] = Buffer.from('odex');

class BridgedConnection extends Duplex {
  readonly #orders: Writable;

  constructor(orders: Writable) {
    super();
    this.#orders = orders;
  }

  override _read(): void {}

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const head = Buffer.from('s\0\0\0\0');
    head.writeUInt32BE(data.length, 1);
    this.#orders.write(Buffer.concat([head, data]), done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#orders.writable) this.#orders.write('c');
    done(error);
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code });
}
