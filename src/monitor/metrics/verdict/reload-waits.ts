/**
 * A graceful reload that waits for a request: the idle workers are gone and come back only when the last old one has
 * finished, so that nobody takes anything meanwhile.
 */
import { formatDuration } from '../../text/format.js';
import { oldestFact, queueFact, type WorkersContext } from './facts.js';
import type { VerdictRule } from './rule.js';

/** uWSGI replaces a worker that was killed within a second. */
const GONE_SECONDS = 1.9;
/** They go together. */
const TOGETHER_SECONDS = 3;

export const RELOAD_WAITS: VerdictRule<WorkersContext> = {
  id: 'reload-waits',
  state: 'RELOAD WAITS',
  level: 'critical',
  when: (context) => goneSince(context) !== null,
  since: goneSince,
  facts: (context) => [goneFact(context), oldestFact(context), queueFact(context)],
};

/** Local time since when all workers but those with old requests are gone; null: that is not so. */
function goneSince(context: WorkersContext): number | null {
  const { workers, server, totals, nowMs } = context;
  const gone = workers.flatMap(({ state }, index) =>
    state === 'dead' ? [server?.workers[index]?.downSinceMs ?? nowMs] : [],
  );
  const busy = workers.filter(({ state }) => state === 'busy' || state === 'stuck');
  if (gone.length === 0 || busy.length === 0 || gone.length + busy.length < workers.length) return null;
  const first = gone.reduce((least, one) => Math.min(least, one), nowMs);
  const last = gone.reduce((most, one) => Math.max(most, one), first);
  if (nowMs - last < GONE_SECONDS * 1000 || last - first > TOGETHER_SECONDS * 1000) return null;
  const isWaiting = busy.every(({ ageSeconds }) => (ageSeconds ?? 0) * 1000 >= nowMs - first);
  return isWaiting && (totals.requestsPerSecond ?? 0) === 0 ? first : null;
}

/** `3 of 4 workers gone for 12s, the new ones wait for the request of W1`. */
function goneFact(context: WorkersContext): string {
  const { workers, requests, nowMs } = context;
  const gone = workers.filter(({ state }) => state === 'dead').length;
  const seconds = (nowMs - (goneSince(context) ?? nowMs)) / 1000;
  const slot = requests[0]?.slot ?? workers.find(({ state }) => state !== 'dead')?.slot ?? 1;
  const share = `${gone} of ${workers.length} workers gone for ${formatDuration(seconds)}`;
  return `${share}, nobody is served until W${slot} has finished`;
}
