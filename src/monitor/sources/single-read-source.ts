import type { Reading } from '../metrics/sample/reading.js';
import { readFailure } from './read-failure.js';
import type { Source } from './source.js';

/** The part of a `Source` that a transport implements; the rest of the contract is here. */
export interface Reader {
  /** Rejects with a `SourceError` soon after `signal` aborts; its reason says which. */
  read(signal: AbortSignal): Promise<Reading>;
  close(): void;
}

type AbortReason = 'timeout' | 'closed';

/** Lets one read at a time through to a transport, with a deadline, and ends it when the source is closed. */
export class SingleReadSource implements Source {
  readonly #label: string;
  readonly #reader: Reader;
  readonly #timeoutMs: number | null;
  #outstanding: AbortController | null = null;
  #closed = false;

  /** A `timeoutMs` of `null` waits as long as it takes. */
  constructor(label: string, reader: Reader, timeoutMs: number | null) {
    this.#label = label;
    this.#reader = reader;
    this.#timeoutMs = timeoutMs;
  }

  async read(): Promise<Reading> {
    if (this.#outstanding !== null) throw new Error('read() was called while a read is outstanding');
    if (this.#closed) throw readFailure(this.#label, 'closed', 'closed');
    const controller = new AbortController();
    this.#outstanding = controller;
    const timer = this.#startTimer(controller);
    try {
      return await this.#reader.read(controller.signal);
    } finally {
      clearTimeout(timer);
      this.#outstanding = null;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#outstanding?.abort('closed' satisfies AbortReason);
    this.#reader.close();
  }

  #startTimer(controller: AbortController): NodeJS.Timeout | undefined {
    if (this.#timeoutMs === null) return undefined;
    return setTimeout(() => controller.abort('timeout' satisfies AbortReason), this.#timeoutMs);
  }
}
