/**
 * Why a worker has another process than before. The stats tell only that it has; the cause follows from what the old
 * process was doing in the sample before and from what it still finished.
 */

import type { ExitStats } from '../../../stats/schema.js';
import type { RequestSample, WorkerSample } from '../sample/sample.js';
import { bySlot } from '../sample/slots.js';
import type { WatchedWorker } from '../workers/watched-worker.js';
import { type EndedLife, isByPolicy } from './ended-lives.js';
import { type Loss, lossBetween } from './lost-requests.js';
import type { AskedReplacement } from './memory.js';

export type RespawnCause =
  /** Killed for being too slow. */
  | 'harakiri'
  /** Died with a request in its hands, or before it could take one. */
  | 'crash'
  /** Went by a policy: max-requests, reload-on-rss, max-worker-lifetime. */
  | 'recycle'
  /** Replaced together with others. */
  | 'reload'
  /** The user of this monitor wanted it. */
  | 'asked'
  /** Was cheaped and is wanted again. */
  | 'wanted'
  /** Unknown: a limit that was reached for the first time, a crash, or killed from outside. */
  | 'ended';

export interface Respawn {
  readonly slot: number;
  readonly before: WorkerSample;
  readonly now: WorkerSample;
  readonly cause: RespawnCause;
  /** The oldest request that was in flight and was never counted. */
  readonly lost: RequestSample | null;
  readonly loss: Loss;
  readonly life: EndedLife;
  /** Signal that ended it, as the server reports. */
  readonly signal: number | null;
}

interface RespawnFacts {
  /** Slots whose harakiri has been counted but whose new process has not been seen yet, this sample's included. */
  readonly killed: ReadonlySet<number>;
  readonly asked: readonly AskedReplacement[];
  /** When workers were last replaced together. */
  readonly reloadedMs: number | null;
  /** The old processes, as they were watched. */
  readonly watched: readonly WatchedWorker[];
  /** The new processes, with the server's word about the old ones. */
  readonly replaced: readonly WatchedWorker[];
  /** Processes that ended before. */
  readonly ends: readonly EndedLife[];
  /** Workers that had no process at the sample before, as they were when they had one. */
  readonly gone: readonly WorkerSample[];
  readonly countsAll: boolean;
  readonly queued: boolean;
  /** Between the two samples. */
  readonly seconds: number;
  readonly nowMs: number;
}

/** Busy workers follow a reload of all workers when their requests are done; uWSGI gives them a minute. */
const RELOAD_MERCY_MS = 60_000;
/** Nobody reloads again what has only just come back. */
const JUST_CAME_SECONDS = 4;

export function respawnsBetween(
  before: readonly WorkerSample[],
  now: readonly WorkerSample[],
  facts: RespawnFacts,
): readonly Respawn[] {
  const earlier = bySlot([...before, ...facts.gone]);
  const watched = bySlot(facts.watched);
  const replaced = bySlot(facts.replaced);
  const pairs = now.flatMap((worker) => {
    const old = earlier.get(worker.slot);
    return old !== undefined && spawnsBetween(old, worker) > 0
      ? [pairOf(old, worker, [watched.get(worker.slot) ?? null, replaced.get(worker.slot) ?? null], facts)]
      : [];
  });
  const couldBeReplaced = [...earlier.values()].filter((worker) => isServing(worker)).length;
  // One that the user had killed says nothing of the others.
  const isKilled = ({ now: { slot } }: Pair) => facts.asked.some((one) => one.brutal && one.slot === slot);
  const together = pairs.filter((pair) => isReplacedInPeace(pair) && !isKilled(pair));
  const isReload =
    together.length >= 2 &&
    (together.length === couldBeReplaced || together.filter((pair) => finishedByOld(pair) === 0).length >= 2);
  return pairs.map((pair) => ({
    slot: pair.now.slot,
    before: pair.before,
    now: pair.now,
    cause: causeOf(pair, {
      ...facts,
      isReload,
      beside: pairs.flatMap((one) => (one === pair ? [] : one.life)),
    }),
    lost: pair.loss.oldest,
    loss: pair.loss,
    life: pair.life,
    signal: pair.signal,
  }));
}

interface Pair {
  readonly before: WorkerSample;
  readonly now: WorkerSample;
  readonly loss: Loss;
  readonly life: EndedLife;
  readonly isFailing: boolean;
  readonly signal: number | null;
  /** The server's own word: null where it says nothing of its processes' ends. */
  readonly told: ToldEnd | null;
  /** Its threads had finished and went with it. */
  readonly isGraceful: boolean;
}

function pairOf(
  before: WorkerSample,
  now: WorkerSample,
  [watched, replaced]: readonly [WatchedWorker | null, WatchedWorker | null],
  facts: RespawnFacts,
): Pair {
  const { countsAll, queued, seconds } = facts;
  const usualSeconds = watched?.usualSeconds ?? null;
  return {
    before,
    now,
    loss: lossBetween(before, now, { seconds, usualSeconds, countsAll, queued }),
    life: {
      slot: now.slot,
      timeMs: facts.nowMs,
      cores: before.coresTotal ?? 1,
      served: servedByOld(before, now),
      ageSeconds: before.uptimeSeconds === null ? null : before.uptimeSeconds + seconds / 2,
      rssBytes: before.rssBytes,
      firstRssBytes: watched?.memoryTrend?.points[0]?.rssBytes ?? null,
    },
    isGraceful: watched !== null && watched.leftover.length > 0,
    signal: replaced?.lastExit?.pid === before.pid ? (replaced?.lastExit?.signal ?? null) : null,
    told: toldEnd(before, now, replaced?.lastExit ?? null),
    isFailing: (watched?.respawnsWhileDown ?? 0) > 0,
  };
}

interface PairFacts extends RespawnFacts {
  readonly isReload: boolean;
  /** Other processes that ended between the same two samples. */
  readonly beside: readonly EndedLife[];
}

function causeOf(pair: Pair, facts: PairFacts): RespawnCause {
  const { before, now, loss } = pair;
  const { isReload } = facts;
  if (before.state === 'cheap' || before.state === 'drain') return 'wanted';
  if (facts.killed.has(now.slot)) return 'harakiri';
  if (isAsked(pair, facts)) return isReload ? 'reload' : 'asked';
  if (pair.told === 'died') return 'crash';
  if (diedBeforeItServed(pair) || loss.kind === 'certain') return 'crash';
  if ((isReload && isReplacedInPeace(pair)) || followsReload(pair, facts)) return 'reload';
  return isRecycled(pair, facts) ? 'recycle' : 'ended';
}

function isRecycled(pair: Pair, facts: PairFacts): boolean {
  if (pair.isGraceful || pair.told === 'replaced') return true;
  const isInPeace = pair.loss.kind === 'none' || pair.loss.kind === 'drained';
  return isInPeace && isByPolicy(pair.life, facts.ends, facts.beside);
}

type ToldEnd = 'died' | 'killed' | 'replaced';

/** Of a worker that is replaced on purpose the end may come after its successor. */
function toldEnd(before: WorkerSample, now: WorkerSample, exit: ExitStats | null): ToldEnd | null {
  if (exit === null) return null;
  const isNewest = exit.pid === before.pid || spawnsBetween(before, now) > 1;
  if (!isNewest || exit.reason === 'retired') return 'replaced';
  return exit.reason === 'killed' ? 'killed' : 'died';
}

function diedBeforeItServed(pair: Pair): boolean {
  const { before, now } = pair;
  if (before.state === 'start' || pair.isFailing) return true;
  return spawnsBetween(before, now) > 1 && finishedByOld(pair) === 0;
}

/** It served, and what it had in its hands was over, as far as can be seen. */
function isReplacedInPeace({ before, loss, isGraceful }: Pair): boolean {
  const isPeaceful = isGraceful || loss.kind === 'none' || loss.kind === 'drained';
  return isPeaceful && isServing(before) && !hasJustComeBack(before);
}

/** A request that was lost where none was to be, or one process after the other, is more than what was asked for. */
function isAsked(pair: Pair, { asked, nowMs }: RespawnFacts): boolean {
  const one = asked.find(({ slot }) => slot === pair.now.slot);
  if (one === undefined || nowMs > one.untilMs || spawnsBetween(pair.before, pair.now) > 1) return false;
  return one.brutal || pair.loss.kind !== 'certain';
}

function hasJustComeBack({ respawns, uptimeSeconds }: WorkerSample): boolean {
  return (respawns ?? 0) > 0 && uptimeSeconds !== null && uptimeSeconds < JUST_CAME_SECONDS;
}

function isServing(worker: WorkerSample): boolean {
  return (
    worker.state !== 'cheap' &&
    worker.state !== 'drain' &&
    worker.state !== 'start' &&
    worker.state !== 'dead'
  );
}

export function spawnsBetween(before: WorkerSample, now: WorkerSample): number {
  return before.respawns === null || now.respawns === null ? 0 : now.respawns - before.respawns;
}

function followsReload(pair: Pair, { reloadedMs, nowMs }: RespawnFacts): boolean {
  const { before } = pair;
  return (
    isReplacedInPeace(pair) &&
    reloadedMs !== null &&
    nowMs - reloadedMs <= RELOAD_MERCY_MS &&
    (before.spawnedAtMs ?? Number.POSITIVE_INFINITY) < reloadedMs
  );
}

/** Requests that the old process still finished after the sample before. */
function finishedByOld({ before, now }: Pick<Pair, 'before' | 'now'>): number {
  const finished = (now.requestsTotal ?? 0) - (before.requestsTotal ?? 0);
  return Math.max(0, finished - (now.requestsSinceSpawn ?? 0));
}

/** In its whole life; of several processes in a row, on average. */
function servedByOld(before: WorkerSample, now: WorkerSample): number | null {
  if (before.requestsSinceSpawn === null || before.requestsTotal === null) return null;
  if (now.requestsTotal === null || now.requestsSinceSpawn === null) return null;
  const served = before.requestsSinceSpawn + finishedByOld({ before, now });
  return Math.round(served / Math.max(1, spawnsBetween(before, now)));
}
