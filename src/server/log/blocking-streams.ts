import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/**
 * Node opens standard output and error at the first use, by itself as soon as a socket closes, and makes the pipes
 * behind them non-blocking: for all processes that share them, so that an application's `print` would fail while a
 * reader is slow. These stand-ins leave the descriptors as they are.
 */
export function keepStreamsBlocking(): void {
  for (const [name, descriptor] of [
    ['stdout', 1],
    ['stderr', 2],
  ] as const) {
    const stream = Object.assign(new BlockingStream(descriptor), { fd: descriptor });
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }
}

class BlockingStream extends Writable {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    super({ decodeStrings: true });
    this.#descriptor = descriptor;
  }

  override _write(bytes: Buffer, _encoding: string, callback: () => void): void {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    } catch {
      // There is no place left to report it.
    }
    callback();
  }
}
