/** Processes that end again and again, and nothing tells why. */
import { countMoments } from '../events/recent-troubles.js';
import { busyFact, queueFact, type WorkersContext } from './facts.js';
import type { VerdictRule } from './rule.js';
import { areWorkersEnding, crashCount, unexplainedEnds } from './troubles.js';

/** One is nothing: a limit that is reached for the first time looks like it. */
const WARN_COUNT = 3;
const CRITICAL_COUNT = 6;
const MAX_ROUTE = 60;

export const ENDED_CRITICAL_RULE: VerdictRule<WorkersContext> = {
  id: 'ended-critical',
  state: 'WORKERS END',
  level: 'critical',
  when: (context) =>
    hasEnded(context, WARN_COUNT) && endedCount(context) + crashCount(context) >= CRITICAL_COUNT,
  facts,
};

export const ENDED_RULE: VerdictRule<WorkersContext> = {
  id: 'ended',
  state: 'WORKERS END',
  level: 'warn',
  when: (context) => hasEnded(context, WARN_COUNT),
  facts,
};

function hasEnded(context: WorkersContext, count: number): boolean {
  return areWorkersEnding(context) && endedCount(context) >= count;
}

function endedCount(context: WorkersContext): number {
  return unexplainedEnds(context).reduce((sum, { count }) => sum + count, 0);
}

/** `4 workers ended in a minute, cause unknown`, `W2 ended 4 times in a minute, cause unknown`. */
function endedFact(context: WorkersContext): string {
  const ends = unexplainedEnds(context);
  const slots = new Set(ends.map(({ life }) => life.slot));
  const count = endedCount(context);
  const [only] = slots;
  const who = slots.size === 1 ? `W${only} ended ${count} times` : `${count} processes ended`;
  const route = ends.findLast(({ route: one }) => one !== null)?.route?.slice(0, MAX_ROUTE);
  const last = route === undefined ? '' : `, last with ${route} in flight`;
  return `${who} in a minute, cause unknown${last}`;
}

function facts(context: WorkersContext): readonly (string | null)[] {
  const crashes = countMoments(context.memory.events.troubles.crashes);
  const known = crashes === 0 ? null : `${crashes} more crashed`;
  return [endedFact(context), known, busyFact(context), queueFact(context)];
}
