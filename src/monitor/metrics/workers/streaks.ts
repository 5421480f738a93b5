import type { Totals } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import { isAllOccupied } from './occupied.js';
import { isUnserved } from './unserved.js';
import type { Streaks } from './watched-server.js';

/** From here on every core counts as busy even if one happened to be between two requests when it was looked at. */
const FULLY_BUSY_RATIO = 0.97;
/** A queue can fill and empty within a blink; so long it did not. */
const QUEUED_BUSY_RATIO = 0.5;

/** `youngestSeconds`: of the requests in flight; when all cores are busy, they have been since that one began. */
export function nextStreaks(
  before: Streaks | null,
  totals: Totals,
  youngestSeconds: number | null,
  thresholds: Thresholds,
  nowMs: number,
): Streaks {
  const wasSaturated = (before?.saturatedSinceMs ?? null) !== null;
  const isFull = isAllOccupied(totals);
  const fullSinceMs = nowMs - (isFull ? (youngestSeconds ?? 0) : 0) * 1000;
  return {
    queuedSinceMs: streak((totals.queue ?? 0) > 0, before?.queuedSinceMs, nowMs),
    saturatedSinceMs: streak(
      isSaturated(totals, wasSaturated, thresholds),
      before?.saturatedSinceMs ?? fullSinceMs,
      nowMs,
    ),
    unservedSinceMs: streak(isUnserved(totals), before?.unservedSinceMs, nowMs),
    helplessSinceMs: streak(isHelpless(totals), before?.helplessSinceMs, nowMs),
    quietSinceMs: streak(isQuiet(totals), before?.quietSinceMs, nowMs),
  };
}

function streak(holds: boolean, since: number | null | undefined, nowMs: number): number | null {
  return holds ? Math.min(nowMs, since ?? nowMs) : null;
}

/**
 * All cores busy. One look is not enough where few cores are met busy by chance: the interval must have been busy too,
 * less so where connections are waiting. Once saturated, a core that is between two requests does not end it.
 */
function isSaturated(totals: Totals, wasSaturated: boolean, thresholds: Thresholds): boolean {
  const { busyRatio } = totals;
  if (totals.cores === 0 || totals.workersUp === 0) return false;
  if (busyRatio !== null && busyRatio >= FULLY_BUSY_RATIO) return true;
  if (wasSaturated && busyRatio !== null && busyRatio >= thresholds.busyCriticalRatio) return true;
  if (totals.cores === null || !isAllOccupied(totals)) return false;
  const isQueued = (totals.queue ?? 0) > 0;
  if (wasSaturated) return true;
  if (busyRatio === null) return isQueued || totals.cores > 1;
  return busyRatio >= (isQueued ? QUEUED_BUSY_RATIO : thresholds.busyWarnRatio);
}

function isHelpless(totals: Totals): boolean {
  const cheap = (totals.workersByState.cheap ?? 0) + (totals.workersByState.drain ?? 0);
  return totals.workers > 0 && totals.workersUp === 0 && cheap < totals.workers;
}

function isQuiet(totals: Totals): boolean {
  return totals.inFlight === 0 && (totals.requestsPerSecond ?? 0) === 0;
}
