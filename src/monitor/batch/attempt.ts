import { exitCodeOf } from '../cli/exit-codes.js';
import { isForgiven } from '../dashboard/model/bad-reply.js';
import { withSourceLost } from '../metrics/events/events.js';
import { type Observation, observe } from '../metrics/observation.js';
import type { Limits } from '../metrics/sample/long-requests.js';
import { type Reading, SourceError } from '../metrics/sample/reading.js';
import { limitsOf } from './limits-of.js';
import { isLive, type Watched } from './observe-twice.js';

/** One server that is read again and again, as it is known so far. */
export interface WatchState {
  readonly observation: Observation | null;
  /** Readings written, and failures. */
  readonly attempts: number;
  /** In a row. */
  readonly failures: number;
  /** Of the last attempt; null: it brought a reading, or there was nothing more to read. */
  readonly failure: SourceError | null;
  /** Of the last failure. */
  readonly exitCode: number;
  readonly more: boolean;
  readonly live: boolean;
  /** The last attempt brought a reading. */
  readonly wasRead: boolean;
  /** The attempts began to fail, and an event reports it. */
  readonly lost: boolean;
}

export const NOTHING_READ: WatchState = {
  observation: null,
  attempts: 0,
  failures: 0,
  failure: null,
  exitCode: 0,
  more: true,
  live: true,
  wasRead: false,
  lost: false,
};

/** One attempt to read. */
export async function attempt({ source, io, options }: Watched, state: WatchState): Promise<WatchState> {
  try {
    const reading = await source.read();
    return afterReading(state, reading, limitsOf(options));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (error.kind === 'ended' || io.interrupted.aborted)
      return { ...state, more: false, wasRead: false, failure: null };
    return afterFailure(state, error, io.nowMs(), options.intervalMs);
  }
}

/** The first of several is an event, as in the live view; the next reading ends it. */
function afterFailure(
  state: WatchState,
  failure: SourceError,
  nowMs: number,
  intervalMs: number,
): WatchState {
  const { observation } = state;
  const { kind, message, atMs } = failure;
  const failed = {
    ...state,
    attempts: state.attempts + 1,
    failures: state.failures + 1,
    failure,
    exitCode: exitCodeOf(kind),
    wasRead: false,
  };
  if (observation === null || state.lost) return failed;
  if (atMs === null && isForgiven(kind, nowMs - observation.sample.timeMs, intervalMs)) return failed;
  const events = withSourceLost(observation.events, atMs ?? nowMs, message);
  return { ...failed, observation: { ...observation, events }, lost: true };
}

function afterReading(state: WatchState, reading: Reading, thresholds: Limits): WatchState {
  return {
    observation: observe(state.observation, reading, thresholds),
    attempts: state.attempts + 1,
    failures: 0,
    failure: null,
    exitCode: 0,
    more: reading.more,
    live: isLive(reading),
    wasRead: true,
    lost: false,
  };
}
