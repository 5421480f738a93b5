import { exitCodeOf } from '../cli/exit-codes.js';
import type { Repeat } from '../cli/options.js';
import { isForgiven } from '../dashboard/model/bad-reply.js';
import { retryAfterMs } from '../dashboard/model/retry.js';
import { withSourceLost } from '../metrics/events/events.js';
import { type Observation, observe } from '../metrics/observation.js';
import type { Limits } from '../metrics/sample/long-requests.js';
import { type Reading, SourceError, type SourceErrorKind } from '../metrics/sample/reading.js';
import { limitsOf } from './limits-of.js';
import { isLive } from './run-once.js';
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
  let state: BatchState = {
    observation: null,
    attempts: 0,
    failures: 0,
    failedWith: null,
    exitCode: 0,
    more: true,
    live: true,
    wasRead: false,
    lost: false,
  };
  while (!io.interrupted.aborted) {
    const startMs = io.nowMs();
    const before = state;
    state = await step(run, before);
    const isGround = before.observation === null && !options.instant && state.more;
    if (state.wasRead && state.observation !== null) {
      if (isGround) state = { ...state, attempts: before.attempts };
      else await writer.write(state.observation);
    }
    if (!state.more || (batch.iterations !== null && state.attempts >= batch.iterations)) break;
    if (!(await waited(state, startMs, endMs, options.intervalMs, io))) break;
  }
  await writer.close();
  return state.observation === null ? state.exitCode : 0;
}

interface BatchState {
  readonly observation: Observation | null;
  /** Readings written, and failures. */
  readonly attempts: number;
  /** In a row. */
  readonly failures: number;
  /** Of the last attempt; null: it brought a reading. */
  readonly failedWith: SourceErrorKind | null;
  /** Of the last failure. */
  readonly exitCode: number;
  readonly more: boolean;
  readonly live: boolean;
  /** The last attempt brought a reading. */
  readonly wasRead: boolean;
  /** The attempts began to fail, and an event reports it. */
  readonly lost: boolean;
}

/** One attempt to read. */
async function step({ source, io, options }: SnapshotRun, state: BatchState): Promise<BatchState> {
  try {
    const reading = await source.read();
    return afterReading(state, reading, limitsOf(options));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (error.kind === 'ended' || io.interrupted.aborted) return { ...state, more: false, wasRead: false };
    io.writeError(error.message);
    return afterFailure(state, error, io.nowMs(), options.intervalMs);
  }
}

/** The first of several is an event, as in the live view; the next reading ends it. */
function afterFailure(
  state: BatchState,
  { kind, message, atMs }: SourceError,
  nowMs: number,
  intervalMs: number,
): BatchState {
  const { observation } = state;
  const failed = {
    ...state,
    attempts: state.attempts + 1,
    failures: state.failures + 1,
    failedWith: kind,
    exitCode: exitCodeOf(kind),
    wasRead: false,
  };
  if (observation === null || state.lost) return failed;
  if (atMs === null && isForgiven(kind, nowMs - observation.sample.timeMs, intervalMs)) return failed;
  const events = withSourceLost(observation.events, atMs ?? nowMs, message);
  return { ...failed, observation: { ...observation, events }, lost: true };
}

function afterReading(state: BatchState, reading: Reading, thresholds: Limits): BatchState {
  return {
    observation: observe(state.observation, reading, thresholds),
    attempts: state.attempts + 1,
    failures: 0,
    failedWith: null,
    exitCode: 0,
    more: reading.more,
    live: isLive(reading),
    wasRead: true,
    lost: false,
  };
}

/** Waits for the next beat; false when the end comes first. */
async function waited(
  state: BatchState,
  startMs: number,
  endMs: number,
  intervalMs: number,
  io: SnapshotIo,
): Promise<boolean> {
  const backOff = state.failedWith === null ? 0 : retryAfterMs(state.failedWith, state.failures);
  const pauseMs = state.live ? Math.max(intervalMs, backOff) : backOff;
  const dueMs = startMs + pauseMs;
  if (pauseMs > 0) await io.sleep(Math.max(0, Math.min(dueMs, endMs) - io.nowMs()));
  return dueMs < endMs && !io.interrupted.aborted;
}
