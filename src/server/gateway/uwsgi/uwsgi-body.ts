import type { Socket } from 'node:net';
import type { BodySource } from '../../exchange/exchange.js';
import { ByteQueue } from '../answers/byte-queue.js';
import { BodyIncomplete } from '../bodies/body-incomplete.js';

const AHEAD_BYTES = 65_536;

/**
 * A uwsgi request's body, read from the connection only when the application reads: nginx may announce a body that
 * it never sends (`uwsgi_pass_request_body off`).
 */
export class UwsgiBody implements BodySource {
  readonly #socket: Socket;
  readonly #total: number;
  readonly #timeoutMs: number;
  #left: number;
  readonly #buffered = new ByteQueue();
  #ended = false;
  #released = false;
  #wake: (() => void) | null = null;

  constructor(socket: Socket, length: number, arrived: Buffer, timeoutMs: number) {
    this.#socket = socket;
    this.#total = length;
    this.#left = length;
    this.#buffered.adopt(arrived);
    this.#timeoutMs = timeoutMs;
    this.#pauseWhenFull();
  }

  /** The client may still be sending unread bytes. */
  get isUnread(): boolean {
    return this.#left > 0;
  }

  /** To be called with what the connection brings. */
  push(bytes: Buffer): void {
    if (this.#released) return;
    this.#buffered.adopt(bytes);
    this.#pauseWhenFull();
    this.#wake?.();
  }

  /** To be called when the client has sent all that it will. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async read(max: number): Promise<readonly Buffer[]> {
    if (this.#left === 0) return [];
    if (this.#buffered.length === 0 && !this.#ended && !(await this.#arrival())) {
      throw this.#failure(max, 'Timeout');
    }
    if (this.#buffered.length === 0) throw this.#failure(max, 'Client closed connection');
    const part = this.#buffered.takeUpTo(Math.min(max, this.#left));
    this.#left -= part.length;
    return [part];
  }

  sent(): void {}

  release(): void {
    this.#released = true;
    this.#buffered.clear();
    this.#wake?.();
  }

  /** Some of it may come ahead of the application, so that a client that leaves meanwhile is seen to leave. */
  #pauseWhenFull(): void {
    if (this.#buffered.length >= AHEAD_BYTES) this.#socket.pause();
  }

  /** @returns false after the time that a client may be silent. */
  #arrival(): Promise<boolean> {
    return new Promise((resolve) => {
      const arrived = () => settle(true);
      const settle = (isHere: boolean) => {
        if (this.#wake !== arrived) return;
        clearTimeout(timer);
        this.#wake = null;
        resolve(isHere);
      };
      // This process may have been stopped: what came meanwhile is read before `setImmediate`.
      const timer = setTimeout(() => setImmediate(() => settle(false)), this.#timeoutMs);
      this.#wake = arrived;
      this.#socket.resume();
    });
  }

  #failure(wanted: number, message: string): Error {
    const consumed = this.#total - this.#left;
    return new BodyIncomplete(
      `Error reading ${Math.min(wanted, this.#left)} bytes. Content-Length: ${this.#total} ` +
        `consumed: ${consumed} left: ${this.#left} message: ${message}`,
    );
  }
}
