/** Nobody is served, for reasons that are no load: the rows before all others, and those beside SATURATED. */
import { formatDuration } from '../../text/format.js';
import { longestDown } from '../workers/saturation.js';
import { isSignalQueueGrowing } from '../workers/signal-queue.js';
import { areAllStopped, type UnservedReason, unserved } from '../workers/unserved.js';
import { isHelpless, isHelplessLong, workersIn } from './conditions.js';
import { busyFact, countFact, downFact, queueFact, type WorkersContext } from './facts.js';
import type { VerdictRule } from './rule.js';

export const UNSERVED_RULES: readonly VerdictRule<WorkersContext>[] = [
  {
    id: 'all-stopped',
    state: 'NOT SERVING',
    level: 'critical',
    when: ({ memory, totals }) => areAllStopped(memory.stopped, totals),
    facts: (context) => [stoppedFact(context), queueFact(context), busyFact(context)],
  },
  {
    id: 'no-workers',
    state: 'NO WORKERS',
    level: 'critical',
    when: (context) => isHelpless(context) && workersIn(context, 'start') === 0 && isHelplessLong(context),
    since: ({ server }) => server?.streaks.helplessSinceMs ?? null,
    facts: (context) => [countFact(context, 'dead', 'dead'), queueFact(context)],
  },
  {
    id: 'not-accepting',
    state: 'NOT ACCEPTING',
    level: 'critical',
    when: (context) =>
      isHelpless(context) &&
      (longestDown(context) >= context.thresholds.startWarnSeconds || isUnserved(context, 'starting')),
    since: ({ server }) => server?.streaks.helplessSinceMs ?? null,
    facts: (context) => [downFact(context), queueFact(context)],
  },
  {
    // uWSGI without need-app goes on when the code does not load, and answers everything with an error.
    id: 'no-app',
    state: 'NO APP',
    level: 'critical',
    when: ({ server }) => server?.withoutApp === true,
    since: ({ memory }) => memory.restarted?.timeMs ?? null,
    facts: (context) => [
      'the code did not load, every answer is an error',
      busyFact(context),
      queueFact(context),
    ],
  },
  {
    id: 'paused-unserved',
    state: 'PAUSED',
    level: 'critical',
    when: (context) => isUnserved(context, 'paused'),
    facts: (context) => [countFact(context, 'pause', 'paused'), waitingFact(context), queueFact(context)],
  },
  {
    id: 'paused',
    state: 'PAUSED',
    level: 'warn',
    when: (context) => workersIn(context, 'pause') > 0,
    facts: (context) => [countFact(context, 'pause', 'paused'), queueFact(context)],
  },
];

export const UNTAKEN_RULES: readonly VerdictRule<WorkersContext>[] = [
  {
    id: 'not-taken',
    state: 'NOT SERVING',
    level: 'critical',
    when: (context) => isUnserved(context, 'not-taken'),
    since: unservedSince,
    facts: (context) => [
      waitingFact(context),
      signalFact(context) ?? 'no worker takes them',
      busyFact(context),
    ],
  },
  {
    id: 'cheap-unserved',
    state: 'NOT SERVING',
    level: 'critical',
    when: (context) => isUnserved(context, 'cheap'),
    since: unservedSince,
    facts: (context) => [waitingFact(context), 'every worker is cheaped'],
  },
  {
    id: 'signals-wait',
    state: 'SIGNALS WAIT',
    level: 'critical',
    when: ({ server, nowMs }) => {
      const queue = server?.signalQueue ?? null;
      return isSignalQueueGrowing(queue, nowMs) && queue.forAny;
    },
    since: ({ server }) => server?.signalQueue?.sinceMs ?? null,
    facts: (context) => [
      signalQueueFact(context),
      signalFact(context) ?? busyFact(context),
      queueFact(context),
    ],
  },
];

/** One that a signal has stopped seems to be well, or at work. */
export const STOPPED_RULE: VerdictRule<WorkersContext> = {
  id: 'stopped',
  state: 'STALLED',
  level: 'warn',
  when: ({ memory }) => memory.stopped.length > 0,
  facts: (context) => [stoppedFact(context), busyFact(context), queueFact(context)],
};

/** `W2 is stopped by a signal`, `all 3 workers are stopped by a signal, nothing goes on`. */
function stoppedFact({ memory: { stopped }, totals }: WorkersContext): string {
  if (areAllStopped(stopped, totals)) {
    const who = stopped.length === 1 ? 'the only worker is' : `all ${stopped.length} workers are`;
    return `${who} stopped by a signal, nothing goes on`;
  }
  return stopped.length === 1
    ? `W${stopped[0]} is stopped by a signal`
    : `${stopped.length} of ${totals.workersUp} workers are stopped by a signal`;
}

/** One worker that is at work keeps its own signals waiting; the others serve. */
export const OWN_SIGNALS_RULE: VerdictRule<WorkersContext> = {
  id: 'own-signals-wait',
  state: 'SIGNALS WAIT',
  level: 'warn',
  when: ({ server, nowMs }) => isSignalQueueGrowing(server?.signalQueue ?? null, nowMs),
  since: ({ server }) => server?.signalQueue?.sinceMs ?? null,
  facts: (context) => [
    signalQueueFact(context),
    signalFact(context) ?? busyFact(context),
    queueFact(context),
  ],
};

/** `2 of 2 workers in a signal handler`; null where none is. */
export function signalFact(context: WorkersContext): string | null {
  const { workersUp, inSignals: handling } = context.totals;
  return handling === null || handling === 0
    ? null
    : `${handling} of ${workersUp} workers in a signal handler`;
}

function isUnserved(context: WorkersContext, reason: UnservedReason): boolean {
  return unserved(context)?.reason === reason;
}

function unservedSince(context: WorkersContext): number | null {
  return unserved(context)?.sinceMs ?? null;
}

/** `12 connections wait, nothing finished for 6s`. */
function waitingFact(context: WorkersContext): string | null {
  const sinceMs = unservedSince(context);
  if (sinceMs === null) return null;
  const waiting = context.totals.queue ?? 0;
  const who = waiting === 1 ? 'a connection waits' : `${waiting} connections wait`;
  return `${who}, nothing finished for ${formatDuration((context.nowMs - sinceMs) / 1000)}`;
}

/** `14 signals wait, 9 more in 8s`. */
function signalQueueFact({ server, nowMs }: WorkersContext): string | null {
  const queue = server?.signalQueue ?? null;
  if (queue === null) return null;
  const more = queue.waiting - queue.atFirst;
  return `${queue.waiting} signals wait, ${more} more in ${formatDuration((nowMs - queue.sinceMs) / 1000)}`;
}
