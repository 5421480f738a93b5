import type { Readable } from 'node:stream';
import type { Reading } from '../metrics/sample/reading.js';
import { cutSamples, type SampleBytes } from './cut-samples.js';
import { readFailure, replyFailure, systemFailure, timeoutFailure, tooLarge } from './read-failure.js';
import { RecordedFailure, readRecordedSample } from './recorded-sample.js';
import type { Reader } from './single-read-source.js';
import type { SourceLimits } from './source.js';

/** Where samples lie one after the other. */
export interface Recording {
  readonly protocol: 'file' | 'stdin';
  /** Rejects with the system's error; may then be called again. */
  open(): Promise<OpenRecording>;
}

export interface OpenRecording {
  readonly stream: Readable;
  /** Everything has been written: to look for the next sample does not mean to wait for it. */
  readonly isWritten: boolean;
  /** When a sample was taken that does not say so itself, milliseconds since the epoch. */
  takenAtMs(): number;
}

/** Gives the samples of a file or of standard input, one a read. */
export class RecordingReader implements Reader {
  readonly #label: string;
  readonly #recording: Recording;
  readonly #limits: SourceLimits;
  #opened: OpenRecording | null = null;
  #samples: AsyncIterator<SampleBytes, void> | null = null;
  /** Outlives the read that asked for it and did not get it in time. */
  #pending: Promise<IteratorResult<SampleBytes, void>> | null = null;
  #isClosed = false;

  constructor(label: string, recording: Recording, limits: SourceLimits) {
    this.#label = label;
    this.#recording = recording;
    this.#limits = limits;
  }

  async read(signal: AbortSignal): Promise<Reading> {
    const opened = await this.#open();
    const { value: sample } = await this.#unlessAborted(this.#next(opened), signal);
    this.#pending = null;
    if (sample === undefined) throw readFailure(this.#label, 'ended', 'there are no more samples');
    if (sample.bytes.length > this.#limits.maxBytes) throw tooLarge(this.#label, this.#limits.maxBytes);
    return this.#readingFrom(sample, opened);
  }

  close(): void {
    this.#isClosed = true;
    this.#opened?.stream.destroy();
  }

  async #open(): Promise<OpenRecording> {
    try {
      this.#opened ??= await this.#recording.open();
    } catch (error) {
      throw systemFailure(this.#label, error);
    }
    if (this.#isClosed) this.#opened.stream.destroy();
    return this.#opened;
  }

  #next(opened: OpenRecording): Promise<IteratorResult<SampleBytes, void>> {
    this.#samples ??= cutSamples(opened.stream, this.#limits.maxBytes, opened.isWritten);
    this.#pending ??= this.#samples.next();
    return this.#pending;
  }

  #unlessAborted<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(this.#abortFailure(signal));
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      outcome
        .then(resolve, (error) => {
          this.#pending = null;
          reject(systemFailure(this.#label, error));
        })
        .finally(() => signal.removeEventListener('abort', abort));
    });
  }

  #readingFrom(sample: SampleBytes, opened: OpenRecording): Reading {
    try {
      const { document, repaired, takenAtMs, tookMs, replyBytes } = readRecordedSample(sample.bytes);
      return {
        receivedAtMs: takenAtMs ?? opened.takenAtMs(),
        durationMs: tookMs ?? 0,
        bytes: replyBytes,
        protocol: this.#recording.protocol,
        document,
        repaired,
        more: sample.more,
      };
    } catch (error) {
      if (!(error instanceof RecordedFailure)) throw replyFailure(this.#label, error);
      throw readFailure(this.#label, 'unreachable', `recorded as "${error.message}"`);
    }
  }

  #abortFailure(signal: AbortSignal): Error {
    if (signal.reason === 'closed') return readFailure(this.#label, 'closed', 'closed');
    return timeoutFailure(this.#label, this.#limits.timeoutMs, 'no sample');
  }
}
