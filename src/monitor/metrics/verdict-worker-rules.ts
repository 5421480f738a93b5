/**
 * How a server with workers is, in the order in which it matters: the first row that holds is the verdict. What is
 * done on purpose (cheaping, recycling, a reload, having nothing to do) is ok.
 */
import { recentMean, recentPoints } from './history.js';
import type { WorkerState } from './sample.js';
import {
  busyFact,
  capacityFact,
  countFact,
  downFact,
  latencyFact,
  oldestFact,
  queueFact,
  type WorkersContext,
} from './verdict-facts.js';
import type { VerdictRule } from './verdict-rule.js';

const SATURATION_CRITICAL_SECONDS = 5;
const HELPLESS_CRITICAL_SECONDS = 2;
const QUEUE_WARN_SECONDS = 5;
const BUSY_MEAN_SECONDS = 10;
const BUSY_CRITICAL_SECONDS = 5;
const IDLE_SECONDS = 10;
const RELOAD_SHOWN_SECONDS = 10;
const CRASH_LOOP_RESPAWNS = 3;

export const WORKER_RULES: readonly VerdictRule<WorkersContext>[] = [
  {
    id: 'none-configured',
    state: 'NO WORKERS',
    level: 'ok',
    when: ({ totals }) => totals.workers === 0,
    facts: () => ['none configured'],
  },
  {
    id: 'no-workers',
    state: 'NO WORKERS',
    level: 'critical',
    when: (context) => isHelpless(context) && countOf(context, 'start') === 0 && isHelplessLong(context),
    since: ({ server }) => server?.streaks.helplessSinceMs ?? null,
    facts: (context) => [countFact(context, 'dead', 'dead'), queueFact(context)].flatMap(known),
  },
  {
    id: 'not-accepting',
    state: 'NOT ACCEPTING',
    level: 'critical',
    when: (context) => isHelpless(context) && longestDown(context) >= context.thresholds.startWarnSeconds,
    since: ({ server }) => server?.streaks.helplessSinceMs ?? null,
    facts: (context) => [downFact(context), queueFact(context)].flatMap(known),
  },
  {
    id: 'paused',
    state: 'PAUSED',
    level: 'warn',
    when: (context) => countOf(context, 'pause') > 0,
    facts: (context) => [countFact(context, 'pause', 'paused'), queueFact(context)].flatMap(known),
  },
  {
    id: 'saturated',
    state: 'SATURATED',
    level: 'critical',
    when: (context) =>
      saturatedSeconds(context) >= SATURATION_CRITICAL_SECONDS || (isSaturated(context) && isQueued(context)),
    since: saturatedSince,
    facts: (context) => [busyFact(context), queueFact(context), oldestFact(context)].flatMap(known),
  },
  {
    id: 'queue-full',
    state: 'QUEUE FULL',
    level: 'critical',
    when: (context) => queueRatio(context) >= context.thresholds.queueCriticalRatio,
    facts: (context) => [queueFact(context), busyFact(context), oldestFact(context)].flatMap(known),
  },
  {
    id: 'stuck',
    state: 'STUCK',
    level: 'critical',
    when: ({ totals, thresholds }) => isOlder(totals.oldestRequestSeconds, thresholds.requestCriticalSeconds),
    since: stuckSince,
    facts: (context) => [oldestFact(context), busyFact(context), queueFact(context)].flatMap(known),
  },
  {
    id: 'busy-critical',
    state: 'BUSY',
    level: 'critical',
    when: (context) =>
      isWatchedFor(context, BUSY_CRITICAL_SECONDS) &&
      recentBusy(context) >= context.thresholds.busyCriticalRatio,
    facts: (context) => [busyFact(context), queueFact(context), capacityFact(context)].flatMap(known),
  },
  {
    id: 'stalled',
    state: 'STALLED',
    level: 'warn',
    when: (context) => countOf(context, 'stall') > 0,
    facts: (context) => [countFact(context, 'stall', 'idle'), queueFact(context)].flatMap(known),
  },
  {
    id: 'saturated-first',
    state: 'SATURATED',
    level: 'warn',
    when: (context) => isSaturated(context) && !hasReserve(context),
    since: saturatedSince,
    facts: (context) => [busyFact(context), queueFact(context), oldestFact(context)].flatMap(known),
  },
  {
    id: 'queue-filling',
    state: 'QUEUE',
    level: 'warn',
    when: (context) =>
      queueRatio(context) >= context.thresholds.queueWarnRatio ||
      queuedSeconds(context) >= QUEUE_WARN_SECONDS,
    since: ({ server }) => server?.streaks.queuedSinceMs ?? null,
    facts: (context) => [queueFact(context), busyFact(context), latencyFact(context)].flatMap(known),
  },
  {
    id: 'stuck-first',
    state: 'STUCK',
    level: 'warn',
    when: ({ totals, thresholds }) => isOlder(totals.oldestRequestSeconds, thresholds.requestWarnSeconds),
    since: stuckSince,
    facts: (context) => [oldestFact(context), busyFact(context), queueFact(context)].flatMap(known),
  },
  {
    id: 'crash-loop',
    state: 'CRASH LOOP',
    level: 'warn',
    when: ({ server }) =>
      (server?.workers ?? []).some((worker) => worker.respawnsWhileDown >= CRASH_LOOP_RESPAWNS),
    facts: (context) => [downFact(context), busyFact(context)].flatMap(known),
  },
  {
    id: 'down-long',
    state: 'NOT ACCEPTING',
    level: 'critical',
    when: (context) => longestDown(context) >= context.thresholds.startCriticalSeconds,
    facts: (context) => [downFact(context), busyFact(context)].flatMap(known),
  },
  {
    id: 'down',
    state: 'NOT ACCEPTING',
    level: 'warn',
    when: (context) => longestDown(context) >= context.thresholds.startWarnSeconds,
    facts: (context) => [downFact(context), busyFact(context)].flatMap(known),
  },
  {
    id: 'busy',
    state: 'BUSY',
    level: 'warn',
    when: (context) => !hasReserve(context) && recentBusy(context) >= context.thresholds.busyWarnRatio,
    facts: (context) => [busyFact(context), queueFact(context), capacityFact(context)].flatMap(known),
  },
  {
    id: 'starting',
    state: 'STARTING',
    level: 'ok',
    when: isHelpless,
    facts: (context) => [downFact(context)].flatMap(known),
  },
  {
    id: 'all-cheap',
    state: 'ALL CHEAP',
    level: 'ok',
    when: ({ totals }) => (totals.workersByState.cheap ?? 0) === totals.workers,
    facts: (context) => ['workers start with the next connection', queueFact(context)].flatMap(known),
  },
  {
    id: 'reloaded',
    state: 'RELOADED',
    level: 'ok',
    when: (context) => restartedSeconds(context) < RELOAD_SHOWN_SECONDS,
    since: ({ memory }) => memory.restarted?.timeMs ?? null,
    facts: (context) => [
      context.memory.restarted?.kind === 'restarted' ? 'a new master' : 'counters start over',
      ...[busyFact(context), queueFact(context)].flatMap(known),
    ],
  },
  {
    id: 'idle',
    state: 'IDLE',
    level: 'ok',
    when: isIdle,
    since: ({ server }) => server?.streaks.quietSinceMs ?? null,
    facts: (context) => [busyFact(context), queueFact(context)].flatMap(known),
  },
  {
    id: 'ok',
    state: 'OK',
    level: 'ok',
    when: () => true,
    facts: (context) =>
      [busyFact(context), queueFact(context), latencyFact(context), capacityFact(context)].flatMap(known),
  },
];

function known(fact: string | null): string[] {
  return fact === null ? [] : [fact];
}

function countOf({ totals }: WorkersContext, state: WorkerState): number {
  return totals.workersByState[state] ?? 0;
}

function secondsSince(context: WorkersContext, sinceMs: number | null | undefined): number {
  return sinceMs === null || sinceMs === undefined ? 0 : Math.max(0, context.nowMs - sinceMs) / 1000;
}

/** Nobody serves, and not because of cheaping. */
function isHelpless({ server }: WorkersContext): boolean {
  return (server?.streaks.helplessSinceMs ?? null) !== null;
}

/** Between a graceful reload's last old worker and its first new one nobody is there for a moment. */
function isHelplessLong(context: WorkersContext): boolean {
  const isFirstLook = context.memory.attachedAtMs === context.nowMs;
  const seconds = secondsSince(context, context.server?.streaks.helplessSinceMs);
  return isFirstLook || seconds >= HELPLESS_CRITICAL_SECONDS;
}

function longestDown(context: WorkersContext): number {
  const down = (context.server?.workers ?? []).map((worker) => secondsSince(context, worker.downSinceMs));
  return Math.max(0, ...down);
}

function isSaturated({ server }: WorkersContext): boolean {
  return (server?.streaks.saturatedSinceMs ?? null) !== null;
}

function saturatedSince({ server }: WorkersContext): number | null {
  return server?.streaks.saturatedSinceMs ?? null;
}

function saturatedSeconds(context: WorkersContext): number {
  return secondsSince(context, context.server?.streaks.saturatedSinceMs);
}

function isQueued({ totals }: WorkersContext): boolean {
  return (totals.queue ?? 0) > 0;
}

function queuedSeconds(context: WorkersContext): number {
  return secondsSince(context, context.server?.streaks.queuedSinceMs);
}

function queueRatio({ sockets }: WorkersContext): number {
  return Math.max(0, ...sockets.map((socket) => socket.fullRatio ?? 0));
}

function isOlder(ageSeconds: number | null, seconds: number): boolean {
  return ageSeconds !== null && ageSeconds >= seconds;
}

/** When the oldest request passed the first threshold. */
function stuckSince({ totals, thresholds, nowMs }: WorkersContext): number | null {
  const over = (totals.oldestRequestSeconds ?? 0) - thresholds.requestWarnSeconds;
  return over > 0 ? nowMs - over * 1000 : null;
}

function recentBusy({ history }: WorkersContext): number {
  return recentMean(history, BUSY_MEAN_SECONDS, (point) => point.busyRatio) ?? 0;
}

function isWatchedFor(context: WorkersContext, seconds: number): boolean {
  return context.nowMs - context.memory.attachedAtMs >= seconds * 1000;
}

/** More workers will be there in a moment: cheaped ones, or those that a reload or recycling has just replaced. */
function hasReserve(context: WorkersContext): boolean {
  if (countOf(context, 'cheap') > 0) return true;
  const down = countOf(context, 'start') + countOf(context, 'dead');
  return down > 0 && longestDown(context) < context.thresholds.startWarnSeconds;
}

function restartedSeconds(context: WorkersContext): number {
  const { restarted } = context.memory;
  return restarted === null ? Number.POSITIVE_INFINITY : secondsSince(context, restarted.timeMs);
}

/** Nothing in flight, and nothing finished for a while. */
function isIdle(context: WorkersContext): boolean {
  const quietSeconds = secondsSince(context, context.server?.streaks.quietSinceMs);
  return quietSeconds >= IDLE_SECONDS && recentPoints(context.history, IDLE_SECONDS).length > 1;
}
