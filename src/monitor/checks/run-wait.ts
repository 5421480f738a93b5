import { attempt, NOTHING_READ, type WatchState } from '../batch/attempt.js';
import type { Watched } from '../batch/observe-twice.js';
import { printLines } from '../batch/print-lines.js';
import type { SnapshotIo } from '../batch/snapshot-io.js';
import { withSources } from '../batch/with-sources.js';
import { EXIT } from '../cli/exit-codes.js';
import type { WaitOptions } from '../cli/options.js';
import type { FilterExpression } from '../filter/filter.js';
import type { Observation } from '../metrics/observation.js';
import { cleanText } from '../text/clean.js';
import { comparedFields, holds, overviewValue, valuesText } from './overview-expression.js';

/**
 * Reads the servers, all together once an interval, until the expression holds of every one in the same round. Resolves
 * with the exit code; after the time limit the last values are told on standard error.
 */
export async function runWait(options: WaitOptions, io: SnapshotIo): Promise<number> {
  const over = AbortSignal.any([io.interrupted, AbortSignal.timeout(options.waitMs)]);
  const waits = await withSources(options.servers, io, over, (watched) =>
    waitFor(watched, options, io, over),
  );
  if (io.interrupted.aborted) return EXIT.interrupted;
  const lines = waits.map((wait) => cleanText(lineOf(wait, options.until)));
  if (waits.every(({ state }) => isDone(state, options.until)))
    return (await printLines(io, lines)) ? EXIT.done : EXIT.usage;
  for (const line of lines) io.writeError(line);
  return EXIT.waitedInVain;
}

interface Wait {
  readonly watched: Watched;
  readonly state: WatchState;
}

async function waitFor(
  watched: readonly Watched[],
  { until, waitMs }: WaitOptions,
  io: SnapshotIo,
  over: AbortSignal,
): Promise<readonly Wait[]> {
  const endMs = io.nowMs() + waitMs;
  const intervalMs = watched[0]?.options.intervalMs ?? 0;
  let waits: readonly Wait[] = watched.map((one) => ({ watched: one, state: NOTHING_READ }));
  for (;;) {
    const dueMs = io.nowMs() + intervalMs;
    const next = await Promise.all(waits.map(readAgain));
    // Reads that the end has cut off brought nothing: the values before them are the last ones.
    if (over.aborted) return waits;
    waits = next;
    const isEnd = waits.every(({ state }) => isDone(state, until)) || waits.every(({ state }) => !state.more);
    if (isEnd || dueMs >= endMs) return waits;
    if (waits.some(({ state }) => state.live)) await io.sleep(Math.max(0, dueMs - io.nowMs()));
    if (io.interrupted.aborted) return waits;
  }
}

/** A saved recording that has ended says no more. */
async function readAgain({ watched, state }: Wait): Promise<Wait> {
  return state.more ? { watched, state: await attempt(watched, state) } : { watched, state };
}

function isDone({ observation, failure, more }: WatchState, until: FilterExpression): boolean {
  if (observation === null || failure !== null) return false;
  return (!more || isKnown(observation, until)) && holds(until, observation);
}

/** With the first reading there are no rates: then the expression is asked only if it needs none. */
function isKnown(observation: Observation, until: FilterExpression): boolean {
  if (observation.sample.intervalSeconds !== null) return true;
  return comparedFields(until).every((field) => overviewValue(observation, field) !== null);
}

function lineOf({ watched, state }: Wait, until: FilterExpression): string {
  const { observation, failure } = state;
  if (failure !== null) return failure.message;
  const server = watched.options.addressText;
  if (observation === null) return `${server}: nothing was read`;
  const values = valuesText(comparedFields(until), observation);
  return `${server} ${values === '' ? observation.verdict.state : values}`;
}
