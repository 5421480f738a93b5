import type { Totals } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import { isAllOccupied, occupiedCores } from './occupied.js';
import { type BusyPoint, extendBusyPoints, meanBusy, recentRate } from './recent-busy.js';
import { isUnserved } from './unserved.js';
import type { Streaks } from './watched-server.js';

/** Over so many seconds all cores must have been busy: bursts of chance are shorter. */
const FULL_SECONDS = 4;
/** A core may have been between two requests. */
const FULLY_BUSY_RATIO = 0.97;
/** And over so long, at least half: one core is busy for seconds by chance. */
const LONGER_SECONDS = 10;
const LONGER_RATIO = 0.5;
/** No core has become free for so long. */
const HANGING_SECONDS = 2;
const OVERRUN_SECONDS = 1;
const OVERRUN_QUEUE = 8;
/** At the first look nothing but the requests in flight tells how it was before. */
const FIRST_LOOK_SECONDS = 1;

/** `youngestSeconds`: of the requests in flight; when all cores are busy, they have been since that one began. */
export function nextStreaks(
  before: Streaks | null,
  totals: Totals,
  youngestSeconds: number | null,
  thresholds: Thresholds,
  { nowMs, seconds }: { readonly nowMs: number; readonly seconds: number | null },
): Streaks {
  const recent = extendBusyPoints(before?.recent ?? [], totals, seconds, nowMs);
  const full: Fullness = {
    totals,
    recent,
    youngestSeconds,
    queuedSinceMs: before?.fullQueuedSinceMs ?? null,
    nowMs,
  };
  // Nothing finished in the whole interval, and connections had been waiting at its start.
  const waitingFrom = (before?.queuedSinceMs ?? null) === null ? nowMs : nowMs - (seconds ?? 0) * 1000;
  const isSaturated =
    (before?.saturatedSinceMs ?? null) === null
      ? becomesSaturated(full, thresholds)
      : staysSaturated(full, thresholds);
  return {
    recent,
    rateBeforeQuiet: rateBeforeQuiet(before, totals, recent),
    fullQueuedSinceMs: streak(isFullQueued(totals), before?.fullQueuedSinceMs, nowMs),
    queuedSinceMs: streak((totals.queue ?? 0) > 0, before?.queuedSinceMs, nowMs),
    unservedSinceMs: streak(isUnserved(totals), before?.unservedSinceMs ?? waitingFrom, nowMs),
    saturatedSinceMs: streak(isSaturated, before?.saturatedSinceMs ?? fullSince(full, thresholds), nowMs),
    helplessSinceMs: streak(isHelpless(totals), before?.helplessSinceMs, nowMs),
    quietSinceMs: streak(isQuiet(totals), before?.quietSinceMs, nowMs),
  };
}

function streak(holds: boolean, since: number | null | undefined, nowMs: number): number | null {
  return holds ? Math.min(nowMs, since ?? nowMs) : null;
}

/** Taken at the first quiet look and kept while it lasts. */
function rateBeforeQuiet(
  before: Streaks | null,
  totals: Totals,
  recent: readonly BusyPoint[],
): number | null {
  if (!isQuiet(totals)) return null;
  if (before === null || before.quietSinceMs !== null) return before?.rateBeforeQuiet ?? null;
  return recentRate(recent);
}

interface Fullness {
  readonly totals: Totals;
  readonly recent: readonly BusyPoint[];
  readonly youngestSeconds: number | null;
  /** Since when all cores were busy and connections waited, up to the reading before. */
  readonly queuedSinceMs: number | null;
  readonly nowMs: number;
}

/**
 * All cores busy for some seconds, or none has become free for some, or connections wait for them at two looks on end.
 * One look is not enough: a server at half its load has all cores busy by chance now and then.
 */
function becomesSaturated(full: Fullness, thresholds: Thresholds): boolean {
  const { totals, recent, queuedSinceMs, nowMs } = full;
  const wasQueued = queuedSinceMs !== null;
  const isAll = isAllOccupied(totals);
  const hanging = hangingSeconds(full);
  if (totals.busyRatio === null) return isAll && (isFullQueued(totals) || hanging >= FIRST_LOOK_SECONDS);
  if (isFullQueued(totals) && (hanging >= HANGING_SECONDS || (wasQueued && isOverrun(totals)))) return true;
  if ((meanBusy(recent, LONGER_SECONDS, nowMs)?.ratio ?? 0) < LONGER_RATIO) return false;
  return (
    isFullyBusy(full) ||
    (isAll && hanging >= HANGING_SECONDS) ||
    (wasQueued && isQueuedBusy(totals, thresholds))
  );
}

/** No request is younger. Signal handlers tell no age: connections that wait for them at two looks do. */
function hangingSeconds({ totals, youngestSeconds, queuedSinceMs }: Fullness): number {
  const isInSignals = (totals.inSignals ?? 0) > 0 && (totals.requestsPerSecond ?? 0) === 0;
  const inSignals = isInSignals && queuedSinceMs !== null ? HANGING_SECONDS : 0;
  return Math.max(youngestSeconds ?? 0, inSignals);
}

function isFullyBusy({ recent, nowMs }: Fullness): boolean {
  const mean = meanBusy(recent, FULL_SECONDS, nowMs);
  return mean !== null && mean.seconds >= FULL_SECONDS - 0.5 && mean.ratio >= FULLY_BUSY_RATIO;
}

function isQueuedBusy(totals: Totals, { busyWarnRatio, busyCriticalRatio }: Thresholds): boolean {
  return isFullQueued(totals) && (totals.busyRatio ?? 0) >= (busyWarnRatio + busyCriticalRatio) / 2;
}

/** A core that is between two requests does not end it; below the busy warning nothing is saturated. */
function staysSaturated({ totals, recent, nowMs }: Fullness, { busyWarnRatio }: Thresholds): boolean {
  if (totals.cores === 0 || totals.workersUp === 0) return false;
  if (isHalfFree(totals, busyWarnRatio)) return false;
  const mean = meanBusy(recent, FULL_SECONDS, nowMs);
  return mean === null ? isAllOccupied(totals) : isFullQueued(totals) || mean.ratio >= busyWarnRatio;
}

/** Now and on the mean of the last interval: no core that is between two requests. */
function isHalfFree(totals: Totals, busyWarnRatio: number): boolean {
  const occupied = occupiedCores(totals);
  if (occupied === null || totals.cores === null || totals.busyRatio === null) return false;
  return occupied <= totals.cores / 2 && totals.busyRatio < busyWarnRatio && !isFullQueued(totals);
}

/** Begin of the intervals that were busy without a break, or of the youngest request where all cores have one. */
function fullSince(
  { totals, recent, youngestSeconds, nowMs }: Fullness,
  { busyWarnRatio }: Thresholds,
): number {
  let since = nowMs - (isAllOccupied(totals) ? (youngestSeconds ?? 0) : 0) * 1000;
  for (const { timeMs, seconds, busyRatio } of recent.toReversed()) {
    if (busyRatio === null || busyRatio < busyWarnRatio) break;
    since = Math.min(since, timeMs - seconds * 1000);
  }
  return since;
}

/** More wait than the cores can take in a second. */
function isOverrun(totals: Totals): boolean {
  if ((totals.queue ?? 0) < OVERRUN_QUEUE) return false;
  return (totals.queueWaitSeconds ?? OVERRUN_SECONDS) >= OVERRUN_SECONDS;
}

function isFullQueued(totals: Totals): boolean {
  return isAllOccupied(totals) && (totals.queue ?? 0) > 0;
}

function isHelpless(totals: Totals): boolean {
  const cheap = (totals.workersByState.cheap ?? 0) + (totals.workersByState.drain ?? 0);
  return totals.workers > 0 && totals.workersUp === 0 && cheap < totals.workers;
}

function isQuiet(totals: Totals): boolean {
  return totals.inFlight === 0 && (totals.requestsPerSecond ?? 0) === 0;
}
