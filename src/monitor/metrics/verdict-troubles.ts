/** What the rules ask and say about workers that were killed or crashed, exceptions, and memory that grows. */
import { formatBytesPerHour, formatDuration, formatPercent } from '../text/format.js';
import { type MemoryGrowth, memoryGrowths } from './memory-growth.js';
import { countMoments, type Moment, outcomesOf } from './recent-troubles.js';
import type { WorkersContext } from './verdict-facts.js';

/** Fewer exceptions than this may be one broken client. */
const FEWEST_EXCEPTIONS = 5;
/** After a restart this recent the new code is the first to suspect. */
const DEPLOY_SECONDS = 600;
const MAX_ROUTE = 60;

export function harakiriCount({ memory }: WorkersContext): number {
  return countMoments(memory.events.troubles.harakiri);
}

export function isHarakiriStorm(context: WorkersContext): boolean {
  const { harakiriCriticalCount } = context.thresholds;
  const half = Math.max(2, Math.ceil(context.totals.workers / 2));
  return harakiriCount(context) >= Math.min(harakiriCriticalCount, half);
}

export function crashCount({ memory }: WorkersContext): number {
  return countMoments(memory.events.troubles.crashes);
}

/** 0 to 1 of the requests that finished lately; 0 while there are too few exceptions to tell. */
export function exceptionRatio({ memory }: WorkersContext): number {
  const { requests, exceptions } = outcomesOf(memory.events.troubles);
  return exceptions < FEWEST_EXCEPTIONS ? 0 : Math.min(1, exceptions / Math.max(1, requests, exceptions));
}

export function growingWorkers({ workers, server, thresholds }: WorkersContext): readonly MemoryGrowth[] {
  return memoryGrowths(workers, server?.workers ?? [], thresholds);
}

/** `3 killed in 5m, last W2 in GET /report`. */
export function harakiriFact(context: WorkersContext): string {
  const { harakiri } = context.memory.events.troubles;
  const window = formatDuration(context.thresholds.harakiriWindowSeconds);
  return `${harakiriCount(context)} killed in ${window}, ${lastFact(harakiri)}`;
}

/** `3 crashes in 60s, last W2 in GET /report`. */
export function crashFact(context: WorkersContext): string {
  const count = crashCount(context);
  return `${count} crash${count === 1 ? '' : 'es'} in a minute, ${lastFact(context.memory.events.troubles.crashes)}`;
}

/** `12 of 200 requests raised (6%)`. */
export function exceptionFact(context: WorkersContext): string {
  const { requests, exceptions } = outcomesOf(context.memory.events.troubles);
  const of = Math.max(Math.round(requests), Math.round(exceptions));
  return `${Math.round(exceptions)} of ${of} requests raised (${formatPercent(exceptionRatio(context))})`;
}

/** `since the reload 40s ago`; null when there was none lately. */
export function deployFact({ memory, nowMs }: WorkersContext): string | null {
  if (memory.restarted === null) return null;
  const seconds = (nowMs - memory.restarted.timeMs) / 1000;
  if (seconds < 0 || seconds > DEPLOY_SECONDS) return null;
  const what = memory.restarted.kind === 'reloaded' ? 'reload' : 'new master';
  return `since the ${what} ${formatDuration(seconds)} ago`;
}

/** `W2 grows +31M/h (26%/h)`, `4 workers grow, W2 +31M/h (26%/h)`. */
export function growthFact(context: WorkersContext): string | null {
  const growing = growingWorkers(context);
  const worst = growing[0];
  if (worst === undefined) return null;
  const rate = `${formatBytesPerHour(worst.bytesPerHour)}/h (${formatPercent(worst.ratioPerHour)}/h)`;
  if (growing.length === 1) return `W${worst.slot} grows ${rate}`;
  return `${growing.length} workers grow, W${worst.slot} ${rate}`;
}

function lastFact(moments: readonly Moment[]): string {
  const last = moments.at(-1);
  if (last === undefined) return '';
  return last.route === null
    ? `last W${last.slot}`
    : `last W${last.slot} in ${last.route.slice(0, MAX_ROUTE)}`;
}
