import type { Observation } from '../../metrics/observation.js';
import type { WorkerSample } from '../../metrics/sample/sample.js';
import { atSlot } from '../../metrics/sample/slots.js';
import type { Acting } from '../model/ask.js';
import type { Target } from '../model/model.js';

/** Effect of an action as the readings show it, in words; null: nothing yet. */
export function outcomeOf({ ask, before }: Acting, target: Target): string | null {
  const { observation, connection } = target;
  if (observation === null || ask.expected === null) return null;
  switch (ask.expected.sign) {
    case 'gone':
      return connection.phase === 'lost' ? 'the server is gone' : newMaster(before, observation);
    case 'replaced':
      return replaced(ask.way.kind === 'signal-workers' ? ask.way.workers : null, before, observation);
    case 'paused-or-resumed':
      return pausedOrResumed(before, observation);
    case 'more':
      return changedCount(before, observation, 1);
    case 'fewer':
      return changedCount(before, observation, -1);
  }
}

function newMaster(before: Observation, now: Observation): string | null {
  const { pid } = now.sample.server;
  return pid === before.sample.server.pid ? null : `it ended; process ${pid ?? '?'} is its successor`;
}

/** Every process that was there has gone, and those in their places accept. `wanted`: these workers only. */
function replaced(
  wanted: readonly { readonly slot: number; readonly pid: number }[] | null,
  before: Observation,
  now: Observation,
): string | null {
  const old = wanted ?? workersIn(before).flatMap(({ slot, pid }) => (pid === null ? [] : [{ slot, pid }]));
  const workers = workersIn(now);
  const isDone = old.every(({ slot, pid }) => {
    const worker = atSlot(workers, slot);
    return worker === null || worker.state === 'cheap' || (worker.pid !== pid && worker.accepting !== false);
  });
  const inPlace = workers.filter(({ slot, pid }) => pid !== null && old.some((one) => one.slot === slot));
  if (!isDone || inPlace.length === 0) return null;
  return old.length === 1 ? `process ${old[0]?.pid} was replaced` : `${old.length} workers were replaced`;
}

function pausedOrResumed(before: Observation, now: Observation): string | null {
  const wasPaused = isPaused(before);
  if (wasPaused === isPaused(now)) return null;
  return wasPaused ? 'it was resumed' : 'it is paused; the same action resumes it';
}

function changedCount(before: Observation, now: Observation, by: 1 | -1): string | null {
  const [then, up] = [upIn(before), upIn(now)];
  return (up - then) * by > 0 ? `${up} workers up, ${then} before` : null;
}

function upIn(observation: Observation): number {
  return workersIn(observation).filter(({ state }) => state !== 'cheap' && state !== 'dead').length;
}

function isPaused(observation: Observation): boolean {
  return workersIn(observation).some(({ state }) => state === 'pause');
}

function workersIn({ sample }: Observation): readonly WorkerSample[] {
  return sample.body.kind === 'workers' ? sample.body.workers.workers : [];
}
