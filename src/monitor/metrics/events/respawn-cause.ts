/**
 * Why a worker has another process than before. The stats tell only that it has; the cause follows from what the old
 * process was doing in the sample before and from what it still finished.
 */

import type { RequestSample, WorkerSample } from '../sample/sample.js';
import { bySlot } from '../sample/slots.js';
import type { WatchedWorker } from '../workers/watched-worker.js';
import { type EndedLife, FLOOR_SECONDS, isByPolicy } from './ended-lives.js';
import { type Loss, lossBetween } from './lost-requests.js';
import type { AskedReplacement } from './memory.js';
import { exitOf, spawnsBetween, type ToldEnd, toldEnd } from './told-end.js';

export type RespawnCause =
  /** Killed for being too slow. */
  | 'harakiri'
  /** Died with a request in its hands, or before it could take one. */
  | 'crash'
  /** Ended by a signal from outside: somebody sent it, or the kernel because memory ran out. */
  | 'killed'
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
  /** Signal that ended it, as the server or this host's kernel reports. */
  readonly signal: number | null;
  readonly exitCode: number | null;
  /** A segmentation fault ends its workers with an exit code of 1. */
  readonly exitsAfterFaults: boolean;
  /** It never came so far as to take a request. */
  readonly beforeItAccepted: boolean;
  /** The kernel killed a process for memory at that time. */
  readonly outOfMemory: boolean;
}

interface RespawnFacts {
  /** Slots whose harakiri has been counted but whose new process has not been seen yet, this sample's included. */
  readonly killed: ReadonlySet<number>;
  readonly asked: readonly AskedReplacement[];
  /** When workers were last replaced together. */
  readonly reloadedMs: number | null;
  /** The old processes, as they were watched. */
  readonly watched: readonly WatchedWorker[];
  /** The new processes, with the word of the server or of the kernel about the old ones. */
  readonly replaced: readonly WatchedWorker[];
  /** The server tells of every end; otherwise an older one says nothing of this. */
  readonly tellsEnds: boolean;
  readonly outOfMemory: boolean;
  /** Processes that ended before. */
  readonly ends: readonly EndedLife[];
  /** Workers that had no process at the sample before, as they were when they had one. */
  readonly gone: readonly WorkerSample[];
  readonly countsAll: boolean;
  readonly queued: boolean;
  /** Requests that each of the others finished on average in the interval before. */
  readonly finishedEach: (slot: number) => number;
  /** Between the two samples. */
  readonly seconds: number;
  readonly nowMs: number;
}

/** Busy workers follow a reload of all workers when their requests are done; uWSGI gives them a minute. */
const RELOAD_MERCY_MS = 60_000;
/** Nobody reloads again what has only just come back. */
const JUST_CAME_SECONDS = 4;
/** Two may die together by chance. */
const FEWEST_ALL = 3;

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
  const alike = pairs.filter((pair) => mayBeReplaced(pair) && !isKilled(pair));
  // Whatever else may end so many at one moment: nobody saw it.
  const areAll = alike.length >= FEWEST_ALL && alike.length === couldBeReplaced;
  const together = alike.filter(isReplacedInPeace);
  const isReload =
    areAll ||
    (together.length >= 2 &&
      (together.length === couldBeReplaced ||
        together.filter((pair) => finishedByOld(pair) === 0).length >= 2));
  return pairs.map((pair) => ({
    slot: pair.now.slot,
    before: pair.before,
    now: pair.now,
    cause: causeOf(pair, {
      ...facts,
      isReload,
      areAll,
      beside: pairs.flatMap((one) => (one === pair ? [] : one.life)),
    }),
    lost: pair.loss.oldest,
    loss: pair.loss,
    life: pair.life,
    signal: pair.signal,
    exitCode: pair.exitCode,
    exitsAfterFaults: !facts.tellsEnds,
    beforeItAccepted: neverAccepted(pair),
    outOfMemory: facts.outOfMemory && pair.told === 'signalled',
  }));
}

interface Pair {
  readonly before: WorkerSample;
  readonly now: WorkerSample;
  readonly loss: Loss;
  readonly life: EndedLife;
  readonly isFailing: boolean;
  readonly signal: number | null;
  readonly exitCode: number | null;
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
  const exit = exitOf(before, [replaced, watched], facts.tellsEnds);
  const usualSeconds = watched?.usualSeconds ?? null;
  return {
    before,
    now,
    loss: lossBetween(before, now, {
      seconds,
      usualSeconds,
      countsAll,
      queued,
      finishedByOld: isCounted(before, now) ? finishedByOld({ before, now }) : null,
      othersFinished: facts.finishedEach(before.slot),
    }),
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
    signal: exit?.pid === before.pid ? exit.signal : null,
    exitCode: exit?.pid === before.pid ? exit.code : null,
    told: toldEnd(before, now, exit, facts.tellsEnds),
    isFailing: (watched?.respawnsWhileDown ?? 0) > 0,
  };
}

interface PairFacts extends RespawnFacts {
  readonly isReload: boolean;
  /** Every worker was replaced at once. */
  readonly areAll: boolean;
  /** Other processes that ended between the same two samples. */
  readonly beside: readonly EndedLife[];
}

function causeOf(pair: Pair, facts: PairFacts): RespawnCause {
  const { before, now } = pair;
  const { isReload } = facts;
  if (before.state === 'cheap' || before.state === 'drain') return 'wanted';
  if (facts.killed.has(now.slot)) return 'harakiri';
  if (isAsked(pair, facts)) return isReload ? 'reload' : 'asked';
  const violent = violentEnd(pair, facts);
  if (violent !== null) return violent;
  if (facts.areAll && mayBeReplaced(pair)) return 'reload';
  if ((isReload && isReplacedInPeace(pair)) || followsReload(pair, facts)) return 'reload';
  return isRecycled(pair, facts) ? 'recycle' : 'ended';
}

function violentEnd(pair: Pair, facts: PairFacts): RespawnCause | null {
  const { told, loss } = pair;
  if (told === 'died' || neverAccepted(pair)) return 'crash';
  // A server that tells of ends lets the old worker finish beside the new one.
  if (told === 'replaced' && facts.tellsEnds) return null;
  // uWSGI's evil limits are such signals, too.
  if (told === 'signalled')
    return isInPeace(pair) && isByPolicy(pair.life, facts.ends, facts.beside) ? 'recycle' : 'killed';
  const servedNothing = spawnsBetween(pair.before, pair.now) > 1 && finishedByOld(pair) === 0;
  return servedNothing || loss.kind === 'certain' ? 'crash' : null;
}

function isRecycled(pair: Pair, facts: PairFacts): boolean {
  if (pair.isGraceful || pair.told === 'replaced') return true;
  const isOldEnough = (pair.life.ageSeconds ?? 0) >= FLOOR_SECONDS.least;
  if (!isInPeace(pair) && !(pair.loss.kind === 'possible' && isOldEnough)) return false;
  return isByPolicy(pair.life, facts.ends, facts.beside);
}

function isInPeace({ loss }: Pair): boolean {
  return loss.kind === 'none' || loss.kind === 'drained';
}

function neverAccepted(pair: Pair): boolean {
  return (pair.before.state === 'start' || pair.isFailing) && finishedByOld(pair) === 0;
}

/** It served, and what it had in its hands was over, as far as can be seen. */
function isReplacedInPeace(pair: Pair): boolean {
  return mayBeReplaced(pair) && (pair.isGraceful || pair.told === 'replaced' || isInPeace(pair));
}

/** It served, and nothing shows that it went before its requests were over. */
function mayBeReplaced({ before, told, loss, isGraceful }: Pair): boolean {
  if (told === 'died' || told === 'signalled') return false;
  if (!isServing(before) || hasJustComeBack(before)) return false;
  return isGraceful || told === 'replaced' || loss.kind !== 'certain';
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

function followsReload(pair: Pair, { reloadedMs, nowMs }: RespawnFacts): boolean {
  const { before } = pair;
  return (
    isReplacedInPeace(pair) &&
    reloadedMs !== null &&
    nowMs - reloadedMs <= RELOAD_MERCY_MS &&
    (before.spawnedAtMs ?? Number.POSITIVE_INFINITY) < reloadedMs
  );
}

function isCounted(before: WorkerSample, now: WorkerSample): boolean {
  return before.requestsTotal !== null && now.requestsTotal !== null && now.requestsSinceSpawn !== null;
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
