/** Questions that the rules for servers with workers ask. */

import { maxOf } from '../sample/counters.js';
import { recentMean, recentPoints } from '../sample/history.js';
import { isOverdue } from '../sample/long-requests.js';
import type { WorkerState } from '../sample/sample.js';
import { meanBusy } from '../workers/recent-busy.js';
import { busyFact, busyOverFact, type WorkersContext } from './facts.js';

const HELPLESS_CRITICAL_SECONDS = 2;
const BUSY_MEAN_SECONDS = 10;
const IDLE_SECONDS = 10;

export function workersIn({ totals }: WorkersContext, state: WorkerState): number {
  return totals.workersByState[state] ?? 0;
}

function secondsSince(context: WorkersContext, sinceMs: number | null | undefined): number {
  return sinceMs === null || sinceMs === undefined ? 0 : Math.max(0, context.nowMs - sinceMs) / 1000;
}

/** Nobody serves, and not because of cheaping. */
export function isHelpless({ server }: WorkersContext): boolean {
  return (server?.streaks.helplessSinceMs ?? null) !== null;
}

/** Between a graceful reload's last old worker and its first new one nobody is there for a moment. */
export function isHelplessLong(context: WorkersContext): boolean {
  const isFirstLook = context.memory.attachedAtMs === context.nowMs;
  const seconds = secondsSince(context, context.server?.streaks.helplessSinceMs);
  return isFirstLook || seconds >= HELPLESS_CRITICAL_SECONDS;
}

export function isSaturated({ server }: WorkersContext): boolean {
  return (server?.streaks.saturatedSinceMs ?? null) !== null;
}

export function saturatedSince({ server }: WorkersContext): number | null {
  return server?.streaks.saturatedSinceMs ?? null;
}

export function queuedSeconds(context: WorkersContext): number {
  return secondsSince(context, context.server?.streaks.queuedSinceMs);
}

export function queueRatio({ sockets }: WorkersContext): number {
  return maxOf(sockets, (socket) => socket.fullRatio) ?? 0;
}

/** When the oldest request that is not long on purpose passed the first threshold. */
export function stuckSince({ requests, thresholds, nowMs }: WorkersContext): number | null {
  const overdue = requests.find((request) => isOverdue(request, thresholds.requestWarnSeconds));
  if (overdue === undefined) return null;
  const limit = overdue.longKind === null ? thresholds.requestWarnSeconds : (overdue.patienceSeconds ?? 0);
  const over = (overdue.ageSeconds ?? 0) - limit;
  return over > 0 ? nowMs - over * 1000 : null;
}

export function recentBusy({ history }: WorkersContext): number {
  return recentMean(history, BUSY_MEAN_SECONDS, (point) => point.busyRatio) ?? 0;
}

/** `92% busy over 10s, 7/8 threads now`, or less than 10 s where it was watched for less. */
export function recentBusyFact(context: WorkersContext): string | null {
  const watched = (context.nowMs - context.memory.attachedAtMs) / 1000;
  const seconds = Math.min(BUSY_MEAN_SECONDS, Math.round(watched));
  if (seconds < 1) return busyFact(context);
  return busyOverFact(context, seconds, recentBusy(context));
}

/** The same since all cores are busy: `100% busy over 4s, 8/8 threads now`. */
export function saturatedFact(context: WorkersContext): string | null {
  const { server, nowMs } = context;
  const points = server?.streaks.recent ?? [];
  const seconds = secondsSince(context, server?.streaks.saturatedSinceMs);
  const mean = meanBusy(points, Math.max(1, Math.min(BUSY_MEAN_SECONDS, seconds)), nowMs);
  if (mean === null) return busyFact(context);
  return busyOverFact(context, Math.max(1, Math.round(mean.seconds)), mean.ratio);
}

/** A state ends well below the threshold at which it begins, so that it does not come and go around it. */
export function limitOf(
  { previous }: WorkersContext,
  [state, level]: readonly [state: string, level: 'warn' | 'critical'],
  threshold: number,
  staysAt: number,
): number {
  const isHeld = previous?.state === state && (level === 'warn' || previous.level === level);
  return isHeld ? threshold * staysAt : threshold;
}

export function isWatchedFor(context: WorkersContext, seconds: number): boolean {
  return context.nowMs - context.memory.attachedAtMs >= seconds * 1000;
}

export function restartedSeconds(context: WorkersContext): number {
  const { restarted } = context.memory;
  return restarted === null ? Number.POSITIVE_INFINITY : secondsSince(context, restarted.timeMs);
}

/** Seconds that new code has been loading behind workers that serve. */
export function reloadingSeconds(context: WorkersContext): number {
  return context.reload?.kind === 'loading' ? secondsSince(context, context.reload.sinceMs) : 0;
}

/** Nothing in flight, and nothing finished for a while. */
export function isIdle(context: WorkersContext): boolean {
  const quietSeconds = secondsSince(context, context.server?.streaks.quietSinceMs);
  return quietSeconds >= IDLE_SECONDS && recentPoints(context.history, IDLE_SECONDS).length > 1;
}
