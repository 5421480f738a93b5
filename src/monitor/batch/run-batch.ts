import type { Repeat } from '../cli/options.js';
import { retryAfterMs } from '../dashboard/model/retry.js';
import { attempt, NOTHING_READ, type WatchState } from './attempt.js';
import type { SnapshotIo } from './snapshot-io.js';
import type { SnapshotRun } from './snapshot-writer.js';

type Batch = Extract<Repeat, { kind: 'batch' }>;

/**
 * A snapshot after each reading. The first reading is not written: it is the ground that the first rates stand on,
 * unless `instant` asks for it. A failed read is a line on standard error and counts as an iteration, so that `-n`
 * always comes to an end; the next attempt waits longer. The exit code is that of the last failure if nothing was
 * ever read.
 */
export async function runBatch(run: SnapshotRun, batch: Batch): Promise<number> {
  const { options, io, writer } = run;
  const endMs = batch.stopAfterMs === null ? Number.POSITIVE_INFINITY : io.nowMs() + batch.stopAfterMs;
  let state = NOTHING_READ;
  while (!io.interrupted.aborted) {
    const startMs = io.nowMs();
    state = await written(run, state, await attempt(run, state));
    if (!state.more || (batch.iterations !== null && state.attempts >= batch.iterations)) break;
    if (!(await waited(state, startMs, endMs, options.intervalMs, io))) break;
  }
  await writer.close();
  return state.observation === null ? state.exitCode : 0;
}

/** Writes what the attempt brought; the ground of the first rates does not count as one. */
async function written(
  { options, io, writer }: SnapshotRun,
  before: WatchState,
  state: WatchState,
): Promise<WatchState> {
  if (state.failure !== null) io.writeError(state.failure.message);
  if (!state.wasRead || state.observation === null) return state;
  const isGround = before.observation === null && !options.instant && state.more;
  if (isGround) return { ...state, attempts: before.attempts };
  await writer.write(state.observation);
  return state;
}

/** Waits for the next beat; false when the end comes first. */
async function waited(
  state: WatchState,
  startMs: number,
  endMs: number,
  intervalMs: number,
  io: SnapshotIo,
): Promise<boolean> {
  const backOff = state.failure === null ? 0 : retryAfterMs(state.failure.kind, state.failures);
  const pauseMs = state.live ? Math.max(intervalMs, backOff) : backOff;
  const dueMs = startMs + pauseMs;
  if (pauseMs > 0) await io.sleep(Math.max(0, Math.min(dueMs, endMs) - io.nowMs()));
  return dueMs < endMs && !io.interrupted.aborted;
}
