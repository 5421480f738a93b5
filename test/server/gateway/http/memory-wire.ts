import { Duplex } from 'node:stream';

/** One end of a connection that exists in memory only: what is pushed comes from the client, what is written is kept. */
export class MemoryWire extends Duplex {
  #written = '';

  constructor() {
    super({ allowHalfOpen: true });
  }

  /** All that the server has sent, characters are bytes. */
  get written(): string {
    return this.#written;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#written += chunk.toString('latin1');
    done();
  }
}

/** Runs the event loop's pending work, and the work that follows from it, several times over. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
