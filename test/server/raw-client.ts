import { createConnection, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { waitFor } from '../wait-for.js';

/** A connection that sends what it is told, byte for byte, and keeps what comes back. */
export class RawClient {
  readonly #socket: Socket;
  #received = '';
  #state: 'open' | 'ended' | 'reset' = 'open';

  constructor(t: TestContext, address: string) {
    const [host = '', port = ''] = address.split(':');
    this.#socket = createConnection({ host, port: Number(port), allowHalfOpen: true });
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

  halfClose(): void {
    this.#socket.end();
  }

  async until(pattern: RegExp, timeoutMs = 10_000): Promise<string> {
    const found = () => pattern.exec(this.#received)?.[0] ?? null;
    return waitFor(`${pattern} from the server`, found, timeoutMs).catch((error: Error) => {
      throw new Error(`${error.message}; received: ${this.#received.slice(0, 500)} (${this.#state})`);
    });
  }

  async closed(timeoutMs = 10_000): Promise<'ended' | 'reset'> {
    await waitFor('the end of the connection', () => this.#state !== 'open', timeoutMs);
    return this.#state === 'reset' ? 'reset' : 'ended';
  }
}
