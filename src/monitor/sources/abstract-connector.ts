import type { Duplex } from 'node:stream';
import { AbstractBridge, NoBridgeError } from './abstract-bridge.js';
import { connectSocket } from './connect-socket.js';
import { readFailure } from './read-failure.js';
import type { Connector } from './stream-reader.js';

/**
 * Connects to an abstract socket whichever way its name was bound: by Node itself where that can name it, else over the
 * Python bridge. The way that worked is tried first from then on.
 */
export class AbstractConnector implements Connector {
  readonly host = 'localhost';
  readonly #label: string;
  readonly #name: string;
  readonly #bridge: AbstractBridge;
  #useBridge = false;

  /** `python` is the interpreter's command. */
  constructor(label: string, name: string, python?: string) {
    this.#label = label;
    this.#name = name;
    this.#bridge = new AbstractBridge(name, python);
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    if (this.#useBridge) return this.#connectOverBridge(signal);
    for (const path of [`\0${this.#name}\0`, `\0${this.#name}`]) {
      try {
        return await connectSocket({ path }, signal);
      } catch {
        if (signal.aborted) throw signal.reason;
      }
    }
    return this.#connectOverBridge(signal);
  }

  close(): void {
    this.#bridge.close();
  }

  async #connectOverBridge(signal: AbortSignal): Promise<Duplex> {
    this.#useBridge = false;
    try {
      const connection = await this.#bridge.connect(signal);
      this.#useBridge = true;
      return connection;
    } catch (error) {
      if (error instanceof NoBridgeError) throw this.#noBridge(error);
      throw error;
    }
  }

  #noBridge(cause: NoBridgeError): Error {
    const state =
      `nobody listens, or Node ${process.versions.node} cannot reach the name and python3, which could, is not usable` +
      ` (${cause.message}); --stats with a TCP address or a socket path needs neither`;
    return readFailure(this.#label, 'unreachable', state, { cause });
  }
}
