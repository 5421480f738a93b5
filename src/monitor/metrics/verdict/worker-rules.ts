/**
 * Verdicts on a server with workers, in order of importance: the first row that holds is the verdict. Anything
 * done on purpose (cheaping, recycling, a reload, having nothing to do) is ok.
 */

import { isOverdue } from '../sample/long-requests.js';
import { hasReserve, isOverloaded, isQueuedLong, longestDown } from '../workers/saturation.js';
import { blameFact } from './blame.js';
import { BUSY, BUSY_CRITICAL } from './busy-rules.js';
import { CALM_RULES } from './calm-rules.js';
import {
  isHelpless,
  isSaturated,
  limitOf,
  queuedSeconds,
  queueRatio,
  reloadingSeconds,
  restartedSeconds,
  saturatedFact,
  saturatedSince,
  stuckSince,
  workersIn,
} from './conditions.js';
import { ENDED_CRITICAL_RULE, ENDED_RULE } from './ended-rules.js';
import { ERRORS, ERRORS_CRITICAL } from './error-rules.js';
import {
  busyFact,
  countFact,
  downFact,
  latencyFact,
  oldestFact,
  queueFact,
  reloadingFact,
  reserveFact,
  type WorkersContext,
} from './facts.js';
import { KILLED_CRITICAL_RULE, KILLED_RULE } from './killed-rules.js';
import { longFact } from './long-fact.js';
import { RELOAD_WAITS } from './reload-waits.js';
import type { VerdictRule } from './rule.js';
import { SLOWER_RULES } from './slower-rules.js';
import {
  crashCount,
  crashFact,
  growingWorkers,
  growthFact,
  harakiriCount,
  harakiriFact,
  isHarakiriFresh,
  isHarakiriStorm,
  leftFact,
  leftRatio,
} from './troubles.js';
import {
  OWN_SIGNALS_RULE,
  STOPPED_RULE,
  signalFact,
  UNSERVED_RULES,
  UNTAKEN_RULES,
} from './unserved-rules.js';

const QUEUE_WARN_SECONDS = 5;
const QUEUE_STAYS_AT = 0.7;
const SLOW_STAYS_AT = 0.7;
const RELOAD_BURST_SECONDS = 2;
const CRASH_LOOP_RESPAWNS = 3;

export const WORKER_RULES: readonly VerdictRule<WorkersContext>[] = [
  {
    id: 'none-configured',
    state: 'NO WORKERS',
    level: 'ok',
    when: ({ totals }) => totals.workers === 0,
    facts: () => ['none configured'],
  },
  ...UNSERVED_RULES,
  RELOAD_WAITS,
  {
    id: 'harakiri-storm',
    state: 'HARAKIRI STORM',
    level: 'critical',
    when: isHarakiriStorm,
    facts: (context) => [harakiriFact(context), blameFact(context) ?? busyFact(context), queueFact(context)],
  },
  {
    id: 'crashing',
    state: 'CRASH LOOP',
    level: 'critical',
    when: (context) => crashCount(context) >= context.thresholds.crashesCriticalPerMinute,
    facts: (context) => [crashFact(context), downFact(context), busyFact(context)],
  },
  KILLED_CRITICAL_RULE,
  ENDED_CRITICAL_RULE,
  {
    id: 'saturated',
    state: 'SATURATED',
    level: 'critical',
    when: isOverloaded,
    since: saturatedSince,
    facts: (context) => [
      signalFact(context),
      reserveFact(context),
      longFact(context) ?? blameFact(context) ?? saturatedFact(context),
      queueFact(context),
      oldestFact(context),
    ],
  },
  ...UNTAKEN_RULES,
  {
    id: 'queue-full',
    state: 'QUEUE FULL',
    level: 'critical',
    when: (context) => queueRatio(context) >= context.thresholds.queueCriticalRatio,
    facts: (context) => [queueFact(context), blameFact(context) ?? busyFact(context), oldestFact(context)],
  },
  {
    id: 'stuck',
    state: 'STUCK',
    level: 'critical',
    when: ({ requests, thresholds }) =>
      requests.some((one) => isOverdue(one, thresholds.requestCriticalSeconds)),
    since: stuckSince,
    facts: (context) => [oldestFact(context), blameFact(context) ?? busyFact(context), queueFact(context)],
  },
  ERRORS_CRITICAL,
  BUSY_CRITICAL,
  STOPPED_RULE,
  {
    id: 'stalled',
    state: 'STALLED',
    level: 'warn',
    when: (context) => workersIn(context, 'stall') > 0,
    facts: (context) => [countFact(context, 'stall', 'idle'), queueFact(context)],
  },
  {
    id: 'saturated-first',
    state: 'SATURATED',
    level: 'warn',
    // Requests that waited during a reload come all at once.
    when: (context) =>
      isSaturated(context) && !hasReserve(context) && restartedSeconds(context) >= RELOAD_BURST_SECONDS,
    since: saturatedSince,
    facts: (context) => [
      signalFact(context),
      reserveFact(context),
      longFact(context) ?? blameFact(context) ?? saturatedFact(context),
      queueFact(context),
      oldestFact(context),
    ],
  },
  {
    // Nobody serves yet: what waits does not wait for a thread.
    id: 'starting-queued',
    state: 'STARTING',
    level: 'warn',
    when: (context) => isHelpless(context) && queuedSeconds(context) >= QUEUE_WARN_SECONDS,
    since: ({ server }) => server?.streaks.helplessSinceMs ?? null,
    facts: (context) => [downFact(context), queueFact(context)],
  },
  {
    id: 'queue-filling',
    state: 'QUEUE',
    level: 'warn',
    when: (context) =>
      queueRatio(context) >=
        limitOf(context, ['QUEUE', 'warn'], context.thresholds.queueWarnRatio, QUEUE_STAYS_AT) ||
      isQueuedLong(context),
    since: ({ server }) => server?.streaks.queuedSinceMs ?? null,
    facts: (context) => [reserveFact(context), queueFact(context), busyFact(context), latencyFact(context)],
  },
  {
    // Not yet STUCK: the table still calls the worker busy.
    id: 'slow',
    state: 'SLOW',
    level: 'warn',
    when: (context) => {
      const limit = limitOf(context, ['SLOW', 'warn'], context.thresholds.requestWarnSeconds, SLOW_STAYS_AT);
      return context.requests.some((request) => isOverdue(request, limit));
    },
    since: stuckSince,
    facts: (context) => [oldestFact(context), blameFact(context) ?? busyFact(context), queueFact(context)],
  },
  OWN_SIGNALS_RULE,
  {
    id: 'crash-loop',
    state: 'CRASH LOOP',
    level: 'warn',
    when: ({ server }) =>
      (server?.workers ?? []).some((worker) => worker.respawnsWhileDown >= CRASH_LOOP_RESPAWNS),
    facts: (context) => [downFact(context), busyFact(context)],
  },
  {
    id: 'down-long',
    state: 'NOT ACCEPTING',
    level: 'critical',
    when: (context) => longestDown(context) >= context.thresholds.startCriticalSeconds,
    facts: (context) => [downFact(context), busyFact(context)],
  },
  {
    id: 'down',
    state: 'NOT ACCEPTING',
    level: 'warn',
    when: (context) => longestDown(context) >= context.thresholds.startWarnSeconds,
    facts: (context) => [downFact(context), busyFact(context)],
  },
  {
    id: 'crashed',
    state: 'CRASHED',
    level: 'warn',
    when: (context) => crashCount(context) >= context.thresholds.crashesWarnPerMinute,
    facts: (context) => [crashFact(context), busyFact(context), queueFact(context)],
  },
  KILLED_RULE,
  ENDED_RULE,
  {
    id: 'harakiri',
    state: 'HARAKIRI',
    level: 'warn',
    when: (context) =>
      isHarakiriFresh(context) && harakiriCount(context) >= context.thresholds.harakiriWarnCount,
    facts: (context) => [harakiriFact(context), busyFact(context), queueFact(context)],
  },
  ERRORS,
  ...SLOWER_RULES,
  {
    id: 'clients-leave',
    state: 'CLIENTS LEAVE',
    level: 'warn',
    when: (context) => leftRatio(context) >= context.thresholds.leftWarnRatio,
    facts: (context) => [leftFact(context), latencyFact(context), busyFact(context)],
  },
  {
    id: 'memory-critical',
    state: 'MEMORY',
    level: 'critical',
    when: (context) => growingWorkers(context).some((growth) => growth.level === 'critical'),
    facts: (context) => [growthFact(context), busyFact(context), queueFact(context)],
  },
  {
    id: 'memory',
    state: 'MEMORY',
    level: 'warn',
    when: (context) => growingWorkers(context).length > 0,
    facts: (context) => [growthFact(context), busyFact(context), queueFact(context)],
  },
  {
    id: 'reload-failed',
    state: 'RELOAD FAILED',
    level: 'warn',
    when: ({ reload }) => reload?.kind === 'failed',
    since: ({ reload }) => reload?.sinceMs ?? null,
    facts: (context) => ['the new code did not load, the old one serves', busyFact(context)],
  },
  {
    id: 'reloading-long',
    state: 'RELOADING',
    level: 'warn',
    when: (context) => reloadingSeconds(context) >= context.thresholds.startWarnSeconds,
    since: ({ reload }) => reload?.sinceMs ?? null,
    facts: (context) => [reloadingFact(context), busyFact(context)],
  },
  BUSY,
  ...CALM_RULES,
];
