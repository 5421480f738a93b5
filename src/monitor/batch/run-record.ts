import { EXIT } from '../cli/exit-codes.js';
import type { MonitorOptions, RecordOptions } from '../cli/options.js';
import { retryAfterMs } from '../dashboard/model/retry.js';
import { RecordingError } from '../recordings/recording-error.js';
import { RecordingWriter } from '../recordings/recording-writer.js';
import { formatBytes } from '../text/format.js';
import { attempt, NOTHING_READ, type WatchState } from './attempt.js';
import { isLive, type Watched } from './observe-twice.js';
import { printLines } from './print-lines.js';
import type { SnapshotIo } from './snapshot-io.js';
import { withSources } from './with-sources.js';

/**
 * Reads every server at its own pace and writes each sample as soon as it is there, until the time is over or somebody
 * stops it, which is how a recording usually ends. Resolves with the exit code.
 */
export async function runRecord(options: RecordOptions, version: string, io: SnapshotIo): Promise<number> {
  let writer: RecordingWriter | null = null;
  try {
    writer = writerFor(options, version);
    const recording: Recording = { options, io, writer, stop: new AbortController(), samples: 0 };
    const over = AbortSignal.any([io.interrupted, recording.stop.signal]);
    const endMs = options.forMs === null ? Number.POSITIVE_INFINITY : io.nowMs() + options.forMs;
    const states = await withSources(options.servers, io, over, (watched) =>
      Promise.all(watched.map((one) => recordServer(recording, paced(one), endMs))),
    );
    writer.close();
    return await ended(recording, states);
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    io.writeError(error.message);
    return EXIT.usage;
  }
}

interface Recording {
  readonly options: RecordOptions;
  readonly io: SnapshotIo;
  readonly writer: RecordingWriter;
  /** Ends all servers when the file cannot be written. */
  readonly stop: AbortController;
  samples: number;
}

function writerFor(options: RecordOptions, version: string): RecordingWriter {
  const { path, maxBytes, rotateMs, keep, servers } = options;
  const { reveal = false, alsoSecret = [] }: Partial<MonitorOptions> = servers[0] ?? {};
  return new RecordingWriter({
    path,
    maxBytes,
    rotateMs,
    keep,
    version,
    secrets: { reveal, alsoSecret },
  });
}

/** Readings know their interval, as those of the live view do. */
function paced(watched: Watched): Watched {
  const { source, options } = watched;
  const read = async () => {
    const reading = await source.read();
    return isLive(reading) ? { ...reading, intervalMs: options.intervalMs } : reading;
  };
  return { ...watched, source: { read, close: () => source.close() } };
}

async function recordServer(recording: Recording, watched: Watched, endMs: number): Promise<WatchState> {
  const { io, writer, stop } = recording;
  let state = NOTHING_READ;
  while (!io.interrupted.aborted && !stop.signal.aborted) {
    const startMs = io.nowMs();
    state = await attempt(watched, state);
    // A server that is away is told of once, and its way back is in the recording.
    if (state.failure !== null && state.failures === 1 && !stop.signal.aborted)
      io.writeError(state.failure.message);
    if (state.wasRead && state.observation !== null) {
      try {
        writer.add(watched.options.addressText, state.observation);
      } catch (error) {
        stop.abort();
        throw error;
      }
      recording.samples += 1;
    }
    if (!state.more || !(await beat(state, watched, startMs, endMs))) break;
  }
  return state;
}

/** Waits until the next reading is due; false when the end comes first. */
async function beat(
  state: WatchState,
  { io, options }: Watched,
  startMs: number,
  endMs: number,
): Promise<boolean> {
  const backOffMs = state.failure === null ? 0 : retryAfterMs(state.failure.kind, state.failures);
  const dueMs = state.live ? Math.max(startMs + options.intervalMs, io.nowMs() + backOffMs) : io.nowMs();
  if (dueMs > io.nowMs()) await io.sleep(Math.min(dueMs, endMs) - io.nowMs());
  return io.nowMs() < endMs;
}

async function ended(
  { io, samples, writer, options }: Recording,
  states: readonly WatchState[],
): Promise<number> {
  const failed = states.find(({ observation, exitCode }) => observation === null && exitCode !== EXIT.done);
  const line = `${options.path}: ${samples} sample${samples === 1 ? '' : 's'}, ${formatBytes(writer.size)}`;
  if (!(await printLines(io, [line]))) return EXIT.usage;
  return samples === 0 && failed !== undefined ? failed.exitCode : EXIT.done;
}
