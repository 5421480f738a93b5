/**
 * Why a worker has another process than before. The stats tell only that it has; the cause follows from what the old
 * process was doing in the sample before and from what it still finished.
 */

import type { RequestSample, WorkerSample } from '../sample/sample.js';
import { bySlot } from '../sample/slots.js';
import type { AskedReplacement } from './memory.js';

export type RespawnCause =
  /** Killed for being too slow. */
  | 'harakiri'
  /** Died with a request in its hands, or before it could take one. */
  | 'crash'
  /** Went after it had finished a request: max-requests, reload-on-rss and the like. */
  | 'recycle'
  /** Replaced together with others. */
  | 'reload'
  /** The user of this monitor wanted it. */
  | 'asked'
  /** Was cheaped and is wanted again. */
  | 'wanted'
  /** Went while it had nothing to do: a lifetime that was over, or killed from outside. */
  | 'idle';

export interface Respawn {
  readonly slot: number;
  readonly before: WorkerSample;
  readonly now: WorkerSample;
  readonly cause: RespawnCause;
  /** The oldest request that was in flight and never finished. */
  readonly lost: RequestSample | null;
}

interface RespawnFacts {
  /** Slots whose harakiri has been counted but whose new process has not been seen yet, this sample's included. */
  readonly killed: ReadonlySet<number>;
  readonly asked: readonly AskedReplacement[];
  /** When workers were last replaced together. */
  readonly reloadedMs: number | null;
  /** Slots that died before while they were not accepting. */
  readonly failing: ReadonlySet<number>;
  readonly nowMs: number;
}

/** Busy workers follow a reload of all workers when their requests are done; uWSGI gives them a minute. */
const RELOAD_MERCY_MS = 60_000;

export function respawnsBetween(
  before: readonly WorkerSample[],
  now: readonly WorkerSample[],
  facts: RespawnFacts,
): readonly Respawn[] {
  const earlierBySlot = bySlot(before);
  const pairs = now.flatMap((worker) => {
    const earlier = earlierBySlot.get(worker.slot);
    return earlier !== undefined && spawnsBetween(earlier, worker) > 0
      ? [{ before: earlier, now: worker }]
      : [];
  });
  const couldBeReplaced = before.filter((worker) => isServing(worker)).length;
  const together = pairs.filter((pair) => isServing(pair.before) && lostRequest(pair) === null);
  const isReload =
    together.length >= 2 &&
    (together.length === couldBeReplaced || together.filter((pair) => finishedByOld(pair) === 0).length >= 2);
  return pairs.map((pair) => ({
    slot: pair.now.slot,
    ...pair,
    cause: causeOf(pair, facts, isReload),
    lost: lostRequest(pair),
  }));
}

interface Pair {
  readonly before: WorkerSample;
  readonly now: WorkerSample;
}

function causeOf(pair: Pair, facts: RespawnFacts, isReload: boolean): RespawnCause {
  const { before, now } = pair;
  if (before.state === 'cheap' || before.state === 'drain') return 'wanted';
  if (facts.killed.has(now.slot)) return 'harakiri';
  if (isAsked(pair, facts)) return isReload ? 'reload' : 'asked';
  if (before.state === 'start' || spawnsBetween(before, now) > 1 || facts.failing.has(now.slot))
    return 'crash';
  if (lostRequest(pair) !== null) return 'crash';
  if (isReload || followsReload(before, facts)) return 'reload';
  return finishedByOld(pair) > 0 ? 'recycle' : 'idle';
}

/** A request that was lost where none was to be, or one process after the other, is more than what was asked for. */
function isAsked(pair: Pair, { asked, nowMs }: RespawnFacts): boolean {
  const one = asked.find(({ slot }) => slot === pair.now.slot);
  if (one === undefined || nowMs > one.untilMs || spawnsBetween(pair.before, pair.now) > 1) return false;
  return one.brutal || lostRequest(pair) === null;
}

function isServing(worker: WorkerSample): boolean {
  return (
    worker.state !== 'cheap' &&
    worker.state !== 'drain' &&
    worker.state !== 'start' &&
    worker.state !== 'dead'
  );
}

function spawnsBetween(before: WorkerSample, now: WorkerSample): number {
  return before.respawns === null || now.respawns === null ? 0 : now.respawns - before.respawns;
}

function followsReload(before: WorkerSample, { reloadedMs, nowMs }: RespawnFacts): boolean {
  return (
    reloadedMs !== null &&
    nowMs - reloadedMs <= RELOAD_MERCY_MS &&
    (before.spawnedAtMs ?? Number.POSITIVE_INFINITY) < reloadedMs
  );
}

/** In flight before, and its core has not counted it since. */
function lostRequest({ before, now }: Pair): RequestSample | null {
  const lost = before.cores.flatMap((core, index) =>
    core.now !== null && core.requestsTotal === (now.cores[index]?.requestsTotal ?? null) ? [core.now] : [],
  );
  return lost.reduce<RequestSample | null>(
    (oldest, request) =>
      oldest === null || (request.ageSeconds ?? -1) > (oldest.ageSeconds ?? -1) ? request : oldest,
    null,
  );
}

/** Requests that the old process still finished after the sample before. */
function finishedByOld({ before, now }: Pair): number {
  const finished = (now.requestsTotal ?? 0) - (before.requestsTotal ?? 0);
  return Math.max(0, finished - (now.requestsSinceSpawn ?? 0));
}
