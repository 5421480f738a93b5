/** Requests that raise, as a share of those that finished lately, and in whose hands. */
import { limitOf } from './conditions.js';
import { busyFact, type WorkersContext } from './facts.js';
import type { VerdictRule } from './rule.js';
import { deployFact, exceptionFact, exceptionRatio, raisingWorkerFact } from './troubles.js';

const STAYS_AT = { warn: 0.5, critical: 0.75 };

export const ERRORS_CRITICAL: VerdictRule<WorkersContext> = {
  id: 'errors-critical',
  state: 'ERRORS',
  level: 'critical',
  when: (context) => raisesMoreThan(context, 'critical', context.thresholds.exceptionsCriticalRatio),
  facts,
};

export const ERRORS: VerdictRule<WorkersContext> = {
  id: 'errors',
  state: 'ERRORS',
  level: 'warn',
  when: (context) => raisesMoreThan(context, 'warn', context.thresholds.exceptionsWarnRatio),
  facts,
};

/** Begins at the threshold and ends well below it: a share around one percent would come and go each second. */
function raisesMoreThan(context: WorkersContext, level: 'warn' | 'critical', ratio: number): boolean {
  return exceptionRatio(context) >= limitOf(context, ['ERRORS', level], ratio, STAYS_AT[level]);
}

function facts(context: WorkersContext): readonly (string | null)[] {
  return [exceptionFact(context), raisingWorkerFact(context), deployFact(context), busyFact(context)];
}
