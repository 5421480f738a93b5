/** Threads are free, and answers take much longer than they did in the minutes before. */
import { formatDuration, formatLatency } from '../../text/format.js';
import type { SlowRoute } from '../blame/slow-route.js';
import { blameFact, poolText, slowerRouteFact } from './blame.js';
import { busyFact, queueFact, type WorkersContext } from './facts.js';
import type { VerdictRule } from './rule.js';

export const SLOWER_RULES: readonly VerdictRule<WorkersContext>[] = [
  {
    id: 'slower',
    state: 'SLOWER',
    level: 'warn',
    when: ({ memory }) => memory.traffic.slower?.isTold ?? false,
    since: ({ memory }) => memory.traffic.slower?.sinceMs ?? null,
    facts: (context) => [slowerFact(context), whoFact(context), busyFact(context), queueFact(context)],
  },
];

/** `400ms, usually 20ms`. */
function slowerFact({ memory }: WorkersContext): string | null {
  const { slower } = memory.traffic;
  if (slower === null || slower.seconds === null) return null;
  return `${formatLatency(slower.seconds)}, usually ${formatLatency(slower.usual)}`;
}

/** `GET /pay 3.0s, usually 100ms: 5 of 8 threads`, or how many are in requests of whatever route that take long. */
function whoFact(context: WorkersContext): string | null {
  const { slower, blame } = context.memory.traffic;
  const suspect = blame?.suspect ?? null;
  if (suspect?.kind === 'route') return slowerRouteFact(suspect, context);
  if (suspect !== null && suspect.kind !== 'load') return blameFact(context);
  if (slower !== null && slower.route !== null) return routeFact(slower.route);
  if (slower === null || slower.beyond === 0 || slower.oldestSeconds < 1) return null;
  const oldest = formatDuration(slower.oldestSeconds);
  return `${slower.beyond} of ${poolText(context)} in requests of up to ${oldest}, far beyond the usual`;
}

const MAX_NAME = 60;

/** `GET /pay 200ms, usually 4ms`. */
function routeFact({ name, seconds, usual }: SlowRoute): string {
  return `${name.slice(0, MAX_NAME)} ${formatLatency(seconds)}, usually ${formatLatency(usual)}`;
}
