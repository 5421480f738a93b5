/** Questions and texts of the rules about killed or crashed workers, exceptions, and growing memory. */
import { formatBytes, formatBytesPerHour, formatDuration, formatPercent } from '../../text/format.js';
import type { ToldEnd } from '../events/ended-lives.js';
import {
  countMoments,
  goesOn,
  type Moment,
  outcomesOf,
  raisedRatio,
  raisedText,
  raisingWorker,
} from '../events/recent-troubles.js';
import { type MemoryGrowth, memoryGrowths } from '../workers/memory-growth.js';
import { containedLeak } from '../workers/memory-lives.js';
import type { WorkersContext } from './facts.js';

/** Some always close the tab. */
const FEWEST_LEFT = 10;
/** Exceptions that begin later have another reason. */
const DEPLOY_SHOWS_MS = 60_000;
/** After a restart this recent the new code is the first to suspect. */
const DEPLOY_SECONDS = 600;
const MAX_ROUTE = 60;

export function harakiriCount({ memory }: WorkersContext): number {
  return countMoments(memory.events.troubles.harakiri);
}

export function isHarakiriStorm(context: WorkersContext): boolean {
  if (!isHarakiriFresh(context)) return false;
  const { harakiriCriticalCount } = context.thresholds;
  const half = Math.max(2, Math.ceil(context.totals.workers / 2));
  return harakiriCount(context) >= Math.min(harakiriCriticalCount, half);
}

/** Kills of the last minute are the verdict; older ones are a fact beside what holds now. */
const FRESH_SECONDS = 60;

export function isHarakiriFresh({ memory, nowMs }: WorkersContext): boolean {
  const last = memory.events.troubles.harakiri.at(-1);
  return last !== undefined && nowMs - last.timeMs < FRESH_SECONDS * 1000;
}

/** `4 killed, the last 2m ago, all in GET /report`; null while it is the verdict, or long ago. */
export function harakiriPastFact(context: WorkersContext): string | null {
  const { harakiri } = context.memory.events.troubles;
  const last = harakiri.at(-1);
  if (last === undefined || isHarakiriFresh(context)) return null;
  const count = harakiriCount(context);
  const ago = formatDuration((context.nowMs - last.timeMs) / 1000);
  const when = count === 1 ? `1 killed ${ago} ago` : `${count} killed, the last ${ago} ago`;
  return [when, routeFact(harakiri, count)].filter(Boolean).join(', ');
}

/** Of the last minute; 0 when they have stopped. */
export function crashCount(context: WorkersContext): number {
  return areWorkersEnding(context) ? countMoments(context.memory.events.troubles.crashes) : 0;
}

const ENDS_WINDOW_MS = 60_000;

/** Of the last minute, and nobody knows why. */
export function unexplainedEnds({ memory, nowMs }: WorkersContext): readonly ToldEnd[] {
  return memory.events.ends.filter(
    ({ eventId, life }) => eventId !== null && nowMs - life.timeMs < ENDS_WINDOW_MS && life.timeMs <= nowMs,
  );
}

/** One process after the other crashes or ends for no known reason, and it goes on. */
export function areWorkersEnding(context: WorkersContext): boolean {
  const { crashes } = context.memory.events.troubles;
  const ends = [...crashes, ...unexplainedEnds(context).map(({ life }) => life)];
  return goesOn(
    ends.sort((left, right) => left.timeMs - right.timeMs),
    context.nowMs,
  );
}

export function exceptionRatio({ memory }: WorkersContext): number {
  return raisedRatio(memory.events.troubles);
}

export function growingWorkers({ workers, server, thresholds }: WorkersContext): readonly MemoryGrowth[] {
  return memoryGrowths(workers, server?.workers ?? [], thresholds);
}

/** `3 killed in 5m, all in GET /report`, `3 killed in 5m, 2 in GET /report, last W2 in GET /cart`. */
export function harakiriFact(context: WorkersContext): string {
  const { harakiri } = context.memory.events.troubles;
  const window = formatDuration(context.thresholds.harakiriWindowSeconds);
  const count = harakiriCount(context);
  return [`${count} killed in ${window}`, routeFact(harakiri, count)].filter(Boolean).join(', ');
}

/** `3 crashes in a minute, all in GET /report`, `3 crashes in a minute, last W2`. */
export function crashFact(context: WorkersContext): string {
  const count = countMoments(context.memory.events.troubles.crashes);
  const where = routeFact(context.memory.events.troubles.crashes, count);
  return [`${count} crash${count === 1 ? '' : 'es'} in a minute`, where].filter(Boolean).join(', ');
}

/** `4 crashes, the last 12s ago, all in GET /segv`; null while they go on, and a minute after. */
export function crashPastFact(context: WorkersContext): string | null {
  const { crashes } = context.memory.events.troubles;
  const last = crashes.at(-1);
  if (last === undefined || crashCount(context) > 0) return null;
  const count = countMoments(crashes);
  const ago = formatDuration((context.nowMs - last.timeMs) / 1000);
  const when = count === 1 ? `1 crash ${ago} ago` : `${count} crashes, the last ${ago} ago`;
  return [when, routeFact(crashes, count)].filter(Boolean).join(', ');
}

export function exceptionFact({ memory }: WorkersContext): string {
  return raisedText(memory.events.troubles);
}

/** `all in W3`, `38 of them in W3`; null where more than one worker raises. */
export function raisingWorkerFact({ memory }: WorkersContext): string | null {
  const worker = raisingWorker(memory.events.troubles);
  if (worker === null) return null;
  const all = Math.round(outcomesOf(memory.events.troubles).exceptions);
  return worker.count >= all ? `all in W${worker.slot}` : `${worker.count} of them in W${worker.slot}`;
}

/** `since the reload 40s ago`; null when there was none lately, or it changed nothing. */
export function deployFact(context: WorkersContext): string | null {
  const { deploy, raisingSinceMs } = context.memory.events.troubles;
  if (deploy === null || raisingSinceMs === null) return null;
  const seconds = (context.nowMs - deploy.timeMs) / 1000;
  if (seconds < 0 || seconds > DEPLOY_SECONDS) return null;
  if (raisingSinceMs - deploy.timeMs > DEPLOY_SHOWS_MS) return null;
  const { requests, exceptions } = deploy.before;
  if (exceptions / Math.max(1, requests, exceptions) > exceptionRatio(context) / 2) return null;
  return `since the ${deploy.kind} ${formatDuration(seconds)} ago`;
}

/** `41 of 178 clients left before their answer (23%)`. */
export function leftFact({ memory }: WorkersContext): string {
  const { requests, left } = outcomesOf(memory.events.troubles);
  const of = Math.max(Math.round(requests), Math.round(left));
  return `${Math.round(left)} of ${of} clients left before their answer (${formatPercent(left / Math.max(1, of))})`;
}

/** 0 to 1 of the requests that finished lately; 0 while there are too few to tell. */
export function leftRatio({ memory }: WorkersContext): number {
  const { requests, left } = outcomesOf(memory.events.troubles);
  return left < FEWEST_LEFT ? 0 : Math.min(1, left / Math.max(1, requests, left));
}

/** `W2 grows +31M/h (26%/h)`, `4 workers grow, W2 +31M/h (26%/h)`, `W2 grows +64M in 6s, 160M now`. */
export function growthFact(context: WorkersContext): string | null {
  const growing = growingWorkers(context);
  const worst = growing[0];
  if (worst === undefined) return null;
  const rate = growthRate(worst);
  if (growing.length === 1) return `W${worst.slot} grows ${rate}`;
  return `${growing.length} workers grow, W${worst.slot} ${rate}`;
}

function growthRate(growth: MemoryGrowth): string {
  const { surge, rssBytes, bytesPerHour, ratioPerHour, siblingsPerHour } = growth;
  const apart = siblingsPerHour === null ? '' : `, its siblings ${formatBytesPerHour(siblingsPerHour)}/h`;
  if (surge === null)
    return `${formatBytesPerHour(bytesPerHour)}/h (${formatPercent(ratioPerHour)}/h)${apart}`;
  return `+${formatBytes(surge.riseBytes)} in ${formatDuration(surge.seconds)}, ${formatBytes(rssBytes)} now`;
}

/** `recycling contains a leak of W2: 90M to 240M in 40s`, `… of 4 workers, W2 90M to 240M in 40s`; null: there is none. */
export function containedFact({ workers, server }: WorkersContext): string | null {
  const contained = workers.flatMap(({ slot, rssBytes }, index) => {
    const life = containedLeak(server?.workers[index]?.memoryLives ?? [], rssBytes);
    return life === null ? [] : [{ slot, life }];
  });
  const [first] = contained;
  if (first === undefined) return null;
  const { startBytes, endBytes, seconds } = first.life;
  const rise = `${formatBytes(startBytes)} to ${formatBytes(endBytes)} in ${formatDuration(seconds)}`;
  const who = contained.length === 1 ? `W${first.slot}:` : `${contained.length} workers, W${first.slot}`;
  return `recycling contains a leak of ${who} ${rise}`;
}

/** Whose requests it were, where more than one was lost in the same route. */
function routeFact(moments: readonly Moment[], count: number): string {
  const counts = new Map<string, number>();
  for (const { route, count: times } of moments)
    if (route !== null) counts.set(route, (counts.get(route) ?? 0) + times);
  const [route, most] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 1]);
  if (most === 1) return lastFact(moments);
  const where = `in ${route.slice(0, MAX_ROUTE)}`;
  return most === count ? `all ${where}` : `${most} ${where}, ${lastFact(moments)}`;
}

function lastFact(moments: readonly Moment[]): string {
  const last = moments.at(-1);
  if (last === undefined) return '';
  return last.route === null
    ? `last W${last.slot}`
    : `last W${last.slot} in ${last.route.slice(0, MAX_ROUTE)}`;
}
