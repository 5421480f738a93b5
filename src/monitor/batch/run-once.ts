import { SourceError } from '../metrics/sample/reading.js';
import { observeTwice } from './observe-twice.js';
import type { SnapshotRun } from './snapshot-writer.js';

/**
 * One snapshot. Two readings, one interval apart, make its rates right; with `instant`, or where there is no second
 * one to be had, it is made of one reading and its rates are unknown. Rejects with a `SourceError` when the server
 * cannot be read; `openmetrics` says so in its own words first.
 */
export async function runOnce(run: SnapshotRun): Promise<number> {
  try {
    const observation = await observeTwice(run, run.options.instant);
    if (!run.io.interrupted.aborted) await run.writer.write(observation);
  } catch (error) {
    if (error instanceof SourceError && !run.io.interrupted.aborted) await run.writer.writeDown();
    throw error;
  } finally {
    await run.writer.close();
  }
  return 0;
}
