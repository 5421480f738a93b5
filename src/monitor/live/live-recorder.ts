import type { MonitorOptions } from '../cli/options.js';
import { UsageError } from '../cli/usage-error.js';
import type { Message } from '../dashboard/model/message.js';
import type { Model } from '../dashboard/model/model.js';
import { RecordingError } from '../recordings/recording-error.js';
import { RecordingWriter, type WriterOptions } from '../recordings/recording-writer.js';

/**
 * Writes each sample of the live view to a recording when the next one is here, as the archive takes it: until then queues
 * and a loss of the server may still be added to it.
 */
export class LiveRecorder {
  readonly #dispatch: (message: Message) => void;
  #writer: RecordingWriter | null;

  /** Throws `RecordingError`. */
  constructor(options: WriterOptions, dispatch: (message: Message) => void) {
    this.#writer = new RecordingWriter(options);
    this.#dispatch = dispatch;
  }

  took(before: Model, now: Model): void {
    for (const [index, target] of before.targets.entries()) {
      const { address, archive, observation } = target;
      if (observation === null || now.targets[index]?.archive === archive) continue;
      this.#guarded((writer) => writer.add(address, observation));
    }
  }

  /** With the newest samples. */
  close({ targets }: Model): void {
    for (const { address, observation } of targets)
      if (observation !== null) this.#guarded((writer) => writer.add(address, observation));
    this.#guarded((writer) => writer.close());
  }

  /** The screen goes on when the file cannot be written, and says so. */
  #guarded(work: (writer: RecordingWriter) => void): void {
    if (this.#writer === null) return;
    try {
      work(this.#writer);
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      this.#writer = null;
      const text = `Recording has ended. ${error.message}`;
      this.#dispatch({ kind: 'recorded', text, failed: true, nowMs: Date.now() });
    }
  }
}

/** Throws `UsageError` for a file that cannot be written. */
export function recorderFor(
  { record }: MonitorOptions,
  about: Pick<WriterOptions, 'version' | 'secrets'>,
  dispatch: (message: Message) => void,
): LiveRecorder | null {
  if (record === null) return null;
  try {
    return new LiveRecorder({ ...about, path: record, maxBytes: null, rotateMs: null, keep: 0 }, dispatch);
  } catch (error) {
    throw error instanceof RecordingError ? new UsageError(error.message) : error;
  }
}
