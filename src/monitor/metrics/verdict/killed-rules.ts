/** Workers that somebody else kills, or the kernel because memory runs out, while they serve. */
import { formatDuration } from '../../text/format.js';
import { countMoments, goesOn, type Kill } from '../events/recent-troubles.js';
import { busyFact, queueFact, type WorkersContext } from './facts.js';
import type { VerdictRule } from './rule.js';

const MAX_ROUTE = 60;

export const KILLED_CRITICAL_RULE: VerdictRule<WorkersContext> = {
  id: 'killed-critical',
  state: 'KILLED',
  level: 'critical',
  when: (context) => killedCount(context) >= context.thresholds.crashesCriticalPerMinute && hasCost(context),
  facts,
};

export const KILLED_RULE: VerdictRule<WorkersContext> = {
  id: 'killed',
  state: 'KILLED',
  level: 'warn',
  when: (context) => {
    const { crashesWarnPerMinute, crashesCriticalPerMinute } = context.thresholds;
    const count = killedCount(context);
    return count >= crashesCriticalPerMinute || (count >= crashesWarnPerMinute && hasCost(context));
  },
  facts,
};

/** `2 workers killed 12s ago`; null while it goes on, and a minute after. */
export function killedPastFact(context: WorkersContext): string | null {
  const { kills } = context.memory.events.troubles;
  const last = kills.at(-1);
  if (last === undefined || killedCount(context) > 0 || !hasCost(context)) return null;
  const ago = formatDuration((context.nowMs - last.timeMs) / 1000);
  return `${killedText(kills)}, ${kills.length === 1 ? '' : 'the last '}${ago} ago`;
}

/** An idle one takes nothing with it: somebody may have meant it. */
function hasCost({ memory }: WorkersContext): boolean {
  return memory.events.troubles.kills.some(({ route, outOfMemory }) => route !== null || outOfMemory);
}

function killedCount({ memory, nowMs }: WorkersContext): number {
  const { kills } = memory.events.troubles;
  return goesOn(kills, nowMs) ? countMoments(kills) : 0;
}

function facts(context: WorkersContext): readonly (string | null)[] {
  const { kills } = context.memory.events.troubles;
  return [killedText(kills), busyFact(context), queueFact(context)];
}

/**
 * `W2 was killed (signal 9) with a request in flight: GET /x`, `3 workers were killed by the kernel, out of memory, the
 * last with GET /x in flight`.
 */
function killedText(kills: readonly Kill[]): string {
  const last = kills.at(-1);
  const count = countMoments(kills);
  const by = last?.outOfMemory === true ? 'by the kernel, out of memory' : `(signal ${last?.signal ?? '?'})`;
  const route = last?.route?.slice(0, MAX_ROUTE) ?? null;
  if (count === 1) {
    const comma = last?.outOfMemory === true ? ',' : '';
    const what = route === null ? '' : `${comma} with a request in flight: ${route}`;
    return `W${last?.slot} was killed ${by}${what}`;
  }
  const what = route === null ? '' : `, the last with ${route} in flight`;
  return `${count} workers were killed ${by}${what}`;
}
