/** Threads that are busy over seconds, with what it rests on: the mean, not the moment. */
import { hasReserve } from '../workers/saturation.js';
import { blameFact } from './blame.js';
import { isWatchedFor, limitOf, recentBusy, recentBusyFact } from './conditions.js';
import { capacityFact, queueFact, type WorkersContext } from './facts.js';
import type { VerdictRule } from './rule.js';

const CRITICAL_SECONDS = 5;
const STAYS_AT = 0.93;

export const BUSY_CRITICAL: VerdictRule<WorkersContext> = {
  id: 'busy-critical',
  state: 'BUSY',
  level: 'critical',
  when: (context) =>
    isWatchedFor(context, CRITICAL_SECONDS) &&
    !hasReserve(context) &&
    isBusierThan(context, 'critical', context.thresholds.busyCriticalRatio),
  facts,
};

export const BUSY: VerdictRule<WorkersContext> = {
  id: 'busy',
  state: 'BUSY',
  level: 'warn',
  when: (context) => !hasReserve(context) && isBusierThan(context, 'warn', warnRatio(context)),
  facts,
};

/** The first seconds must show more: a second of much to do is no load. */
function warnRatio(context: WorkersContext): number {
  const { busyWarnRatio, busyCriticalRatio } = context.thresholds;
  return isWatchedFor(context, CRITICAL_SECONDS) ? busyWarnRatio : busyCriticalRatio;
}

/** Begins at the threshold and ends well below it. */
function isBusierThan(context: WorkersContext, level: 'warn' | 'critical', ratio: number): boolean {
  return recentBusy(context) >= limitOf(context, ['BUSY', level], ratio, STAYS_AT);
}

function facts(context: WorkersContext): readonly (string | null)[] {
  return [recentBusyFact(context), blameFact(context), queueFact(context), capacityFact(context)];
}
