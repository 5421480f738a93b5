import { createConnection, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { PATIENCE_MS, waitFor } from '../wait-for.js';

/** A connection that sends what it is told, byte for byte, and keeps what comes back. */
export class RawClient {
  readonly #socket: Socket;
  #received = '';
  #state: 'open' | 'ended' | 'reset' = 'open';

  /** @param address `127.0.0.1:PORT`, or the path of a unix socket */
  constructor(t: TestContext, address: string) {
    const [host = '', port = ''] = address.split(':');
    const to = address.includes('/') ? { path: address } : { host, port: Number(port) };
    this.#socket = createConnection({ ...to, allowHalfOpen: true });
    this.#socket.on('data', (bytes: Buffer) => {
      this.#received += bytes.toString('latin1');
    });
    this.#socket.on('end', () => {
      this.#state = 'ended';
    });
    this.#socket.on('error', () => {
      this.#state = 'reset';
    });
    t.after(() => this.#socket.destroy());
  }

  get received(): string {
    return this.#received;
  }

  get state(): 'open' | 'ended' | 'reset' {
    return this.#state;
  }

  send(text: string | Buffer): void {
    this.#socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  }

  /** Stop reading: the server's buffers fill up. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Leave without a word. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Leave, as a program does that ends. */
  close(): void {
    this.#socket.destroy();
  }

  halfClose(): void {
    this.#socket.end();
  }

  async until(pattern: RegExp, timeoutMs = PATIENCE_MS): Promise<string> {
    const found = () => pattern.exec(this.#received)?.[0] ?? null;
    return waitFor(`${pattern} from the server`, found, timeoutMs).catch((error: Error) => {
      throw new Error(`${error.message}; received: ${this.#received.slice(0, 500)} (${this.#state})`);
    });
  }

  async closed(timeoutMs = PATIENCE_MS): Promise<'ended' | 'reset'> {
    await waitFor('the end of the connection', () => this.#state !== 'open', timeoutMs);
    return this.#state === 'reset' ? 'reset' : 'ended';
  }
}
