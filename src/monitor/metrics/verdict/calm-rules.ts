/** The last rows of the table: nothing is wrong, and what a server with workers is doing. */
import { formatDuration } from '../../text/format.js';
import { isHelpless, isIdle, restartedSeconds, workersIn } from './conditions.js';
import {
  busyFact,
  capacityFact,
  countFact,
  downFact,
  latencyFact,
  queueFact,
  type WorkersContext,
} from './facts.js';
import type { VerdictRule } from './rule.js';
import { containedFact } from './troubles.js';

const RELOAD_SHOWN_SECONDS = 10;

export const CALM_RULES: readonly VerdictRule<WorkersContext>[] = [
  {
    id: 'starting',
    state: 'STARTING',
    level: 'ok',
    when: isHelpless,
    facts: (context) => [downFact(context)],
  },
  {
    id: 'all-cheap',
    state: 'ALL CHEAP',
    level: 'ok',
    when: ({ totals }) => (totals.workersByState.cheap ?? 0) === totals.workers,
    facts: (context) => ['workers start with the next connection', queueFact(context)],
  },
  {
    id: 'reloaded',
    state: 'RELOADED',
    level: 'ok',
    when: (context) => restartedSeconds(context) < RELOAD_SHOWN_SECONDS,
    since: ({ memory }) => memory.restarted?.timeMs ?? null,
    facts: (context) => [
      context.memory.restarted?.kind === 'restarted' ? 'a new master' : 'counters start over',
      busyFact(context),
      queueFact(context),
    ],
  },
  {
    id: 'states-unknown',
    state: 'UNKNOWN',
    level: 'unknown',
    when: (context) =>
      workersIn(context, 'unknown') > 0 && workersIn(context, 'unknown') === context.totals.workersUp,
    facts: (context) => [countFact(context, 'unknown', 'in no state that is known'), queueFact(context)],
  },
  {
    id: 'idle',
    state: 'IDLE',
    level: 'ok',
    when: isIdle,
    since: ({ server }) => server?.streaks.quietSinceMs ?? null,
    facts: (context) => [stoppedFact(context), busyFact(context), queueFact(context)],
  },
  {
    id: 'ok',
    state: 'OK',
    level: 'ok',
    when: () => true,
    facts: (context) => [
      busyFact(context),
      queueFact(context),
      latencyFact(context),
      capacityFact(context),
      containedFact(context),
    ],
  },
];

/** Less may have come by chance. */
const LEAST_RATE = 1;

/** `no request for 12s, 40 rps before`; null where hardly anything came before either. */
function stoppedFact({ server, nowMs }: WorkersContext): string | null {
  const { rateBeforeQuiet = null, quietSinceMs = null } = server?.streaks ?? {};
  if (rateBeforeQuiet === null || quietSinceMs === null || rateBeforeQuiet < LEAST_RATE) return null;
  return `no request for ${formatDuration((nowMs - quietSinceMs) / 1000)}, ${Math.round(rateBeforeQuiet)} rps before`;
}
