import type { Readable } from 'node:stream';
import { StatsReplyError } from '../../protocol/stats-reply-error.js';
import { newestRequestIn, newestTimeIn } from '../../stats/newest-time.js';
import type { StatsDocument } from '../../stats/schema.js';
import { type Reading, SourceError } from '../metrics/sample/reading.js';
import { cutSamples, type SampleBytes } from './cut-samples.js';
import { readFailure, replyFailure, systemFailure, timeoutFailure, tooLarge } from './read-failure.js';
import { RecordedFailure, readRecordedSample, recordedTime } from './recorded-sample.js';
import type { Reader } from './single-read-source.js';
import type { SourceLimits } from './source.js';

/** A request in flight that is older than this is a request of long ago. */
const OLD_MS = 3_600_000;

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
  /** When a file was changed last, milliseconds since the epoch; null: samples are written while they are read. */
  readonly writtenAtMs: number | null;
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
  /** Age of the samples in a pipe when they arrive; null: nothing has arrived yet. */
  #behindMs: number | null = null;
  /** Of the newest sample that was read. */
  #lastTimeMs: number | null = null;

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
    if (sample.isTooLarge) throw tooLarge(this.#label, this.#limits.maxBytes);
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
          reject(this.#streamFailure(error));
        })
        .finally(() => signal.removeEventListener('abort', abort));
    });
  }

  #readingFrom(sample: SampleBytes, opened: OpenRecording): Reading {
    try {
      const { document, repaired, takenAtMs, tookMs, replyBytes } = readRecordedSample(
        sample.bytes,
        sample.before,
      );
      const time = takenAtMs === null ? this.#timeOf(document, opened) : { receivedAtMs: takenAtMs };
      this.#lastTimeMs = time.receivedAtMs;
      return {
        ...time,
        durationMs: tookMs ?? 0,
        bytes: replyBytes,
        protocol: this.#recording.protocol,
        document,
        repaired,
        more: sample.more,
      };
    } catch (error) {
      throw this.#dated(this.#failure(error), sample);
    }
  }

  /**
   * For a sample that does not say when it was taken. Files are copied and unpacked long after they were written, so that
   * their own time says little; what a pipe brings may come from such a file, and then its requests are hours old.
   */
  #timeOf(
    document: StatsDocument,
    { writtenAtMs }: OpenRecording,
  ): Pick<Reading, 'receivedAtMs' | 'timeIsNewest'> {
    const newest = newestTimeIn(document);
    if (writtenAtMs !== null) {
      return newest === null
        ? { receivedAtMs: writtenAtMs }
        : { receivedAtMs: newest * 1000, timeIsNewest: true };
    }
    const nowMs = Date.now();
    const request = newestRequestIn(document);
    const isOld = newest !== null && request !== null && nowMs - request * 1000 > OLD_MS;
    this.#behindMs ??= isOld ? nowMs - newest * 1000 : 0;
    return { receivedAtMs: nowMs - this.#behindMs, timeIsNewest: this.#behindMs > 0 };
  }

  #failure(error: unknown): unknown {
    if (error instanceof RecordedFailure) {
      return readFailure(this.#label, 'unreachable', `recorded as "${error.message}"`);
    }
    return replyFailure(this.#label, error);
  }

  /** A failure gets the time of its sample, or that of the sample before it. */
  #dated(failure: unknown, { bytes, before }: SampleBytes): unknown {
    if (!(failure instanceof SourceError)) return failure;
    const atMs = recordedTime(bytes, before) ?? this.#lastTimeMs;
    return new SourceError(failure.kind, failure.message, { cause: failure.cause, atMs });
  }

  #streamFailure(error: unknown): unknown {
    return error instanceof StatsReplyError
      ? replyFailure(this.#label, error)
      : systemFailure(this.#label, error);
  }

  #abortFailure(signal: AbortSignal): Error {
    if (signal.reason === 'closed') return readFailure(this.#label, 'closed', 'closed');
    return timeoutFailure(this.#label, this.#limits.timeoutMs, 'no sample');
  }
}
