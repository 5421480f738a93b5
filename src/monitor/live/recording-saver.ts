import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '../dashboard/model/message.js';
import type { Model, Target } from '../dashboard/model/model.js';
import { keptSamples, recalled } from '../metrics/archive/sample-archive.js';
import { RecordingError } from '../recordings/recording-error.js';
import { RecordingWriter } from '../recordings/recording-writer.js';
import type { Secrets } from '../text/redact.js';

type Dispatch = (message: Message) => void;

/** A recording is written in slices, with a rest after each: the screen goes on. */
const SLICE_MS = 15;

/** Writes what the archive holds to a recording, once at a time. */
export class RecordingSaver {
  readonly #version: string;
  readonly #secrets: Secrets;
  readonly #dispatch: Dispatch;
  readonly #folder: string;
  readonly #closing = new AbortController();
  #busy = false;

  constructor(version: string, secrets: Secrets, dispatch: Dispatch, folder = '.') {
    this.#folder = folder;
    this.#version = version;
    this.#secrets = secrets;
    this.#dispatch = dispatch;
  }

  save(model: Model, target: Target): void {
    if (this.#busy) return;
    this.#busy = true;
    const path = `${this.#folder}/${recordingName(model, target)}`;
    void this.#outcome(path, target).then(({ text, failed }) => {
      this.#busy = false;
      this.#dispatch({ kind: 'recorded', text, failed, nowMs: Date.now() });
    });
  }

  /** A recording that is half written stays, and can be read. */
  close(): void {
    this.#closing.abort();
  }

  async #outcome(path: string, target: Target): Promise<{ readonly text: string; readonly failed: boolean }> {
    try {
      const samples = await this.#write(path, target);
      return { text: `Wrote ${samples} samples to ${path}`, failed: false };
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      return { text: error.message, failed: true };
    }
  }

  async #write(path: string, { address, archive, observation }: Target): Promise<number> {
    const writer = new RecordingWriter({
      path,
      secrets: this.#secrets,
      version: this.#version,
      maxBytes: null,
      rotateMs: null,
      keep: 0,
    });
    let samples = 0;
    let restAt = performance.now() + SLICE_MS;
    for (const { sequence } of keptSamples(archive)) {
      if (this.#closing.signal.aborted) break;
      const moment = recalled(archive, sequence, observation?.history ?? []);
      if (moment === null) continue;
      writer.add(address, moment);
      samples += 1;
      if (performance.now() < restAt) continue;
      await delay(SLICE_MS);
      restAt = performance.now() + SLICE_MS;
    }
    if (observation !== null && !this.#closing.signal.aborted) {
      writer.add(address, observation);
      samples += 1;
    }
    writer.close();
    return samples;
  }
}

/** `tstop-127.0.0.1-9191-20261122-131402.tsr`: of the newest sample, on the user's clock. */
function recordingName({ utcOffsetMinutes, nowMs }: Model, { address, observation }: Target): string {
  const timeMs = (observation?.sample.timeMs ?? nowMs) + utcOffsetMinutes * 60_000;
  const stamp = new Date(timeMs).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const server = address.replace(/[^\w.]+/g, '-').replace(/^-+|-+$/g, '');
  return `tstop-${server.slice(-80)}-${stamp}.tsr`;
}
