import type { MonitorOptions } from '../cli/options.js';
import { type Observation, observe } from '../metrics/observation.js';
import { type Reading, SourceError } from '../metrics/sample/reading.js';
import type { Source } from '../sources/source.js';
import { limitsOf } from './limits-of.js';
import type { SnapshotIo } from './snapshot-io.js';

/** One server that is read without a screen. */
export interface Watched {
  readonly options: MonitorOptions;
  readonly io: SnapshotIo;
  readonly source: Source;
}

/**
 * Two readings, one interval apart, so that rates are known; one with `instant`, or where there is no second to be had.
 * Rejects with a `SourceError`.
 */
export async function observeTwice(run: Watched, instant: boolean): Promise<Observation> {
  const { options, io } = run;
  const first = await readPatiently(run);
  const observation = observe(null, first, limitsOf(options));
  if (instant || !first.more) return observation;
  if (isLive(first)) await io.sleep(options.intervalMs);
  if (io.interrupted.aborted) return observation;
  const second = await readUnlessEnded(run);
  return second === null ? observation : observe(observation, second, limitsOf(options));
}

/** A recording has its own times: there is nothing to wait for. */
export function isLive(reading: Reading): boolean {
  return reading.protocol !== 'file' && reading.protocol !== 'stdin';
}

async function readUnlessEnded(run: Watched): Promise<Reading | null> {
  try {
    return await readPatiently(run);
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'ended') return null;
    throw error;
  }
}

const FIRST_PAUSE_MS = 100;

/**
 * Empty and truncated replies are an accident of the moment: asked for again, each time after twice the pause, until the time
 * limit of a read is over.
 */
async function readPatiently({ source, options, io }: Watched): Promise<Reading> {
  const deadline = io.nowMs() + options.limits.timeoutMs;
  let accident: unknown = null;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    try {
      return await source.read();
    } catch (error) {
      // A recording that ends with a broken sample is broken, not over.
      if (error instanceof SourceError && error.kind === 'ended' && accident !== null) throw accident;
      accident = error;
      if (!isAccident(error) || io.interrupted.aborted || io.nowMs() + pauseMs > deadline) throw error;
      await io.sleep(pauseMs);
    }
  }
}

/** The next read may well succeed: the server answered, but not with a whole document. */
function isAccident(error: unknown): boolean {
  return error instanceof SourceError && (error.kind === 'empty' || error.kind === 'truncated');
}
