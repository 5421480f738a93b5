/** Lasting conditions of a sample: each has an event for as long as it holds. */
import { formatBytes, formatBytesPerHour, formatDuration } from '../../text/format.js';
import { byAge } from '../lives/requests.js';
import { isOverdue } from '../sample/long-requests.js';
import type { WorkersBody } from '../sample/sample.js';
import { type MemoryGrowth, memoryGrowths } from '../workers/memory-growth.js';
import { containedLeak } from '../workers/memory-lives.js';
import { isOverloaded } from '../workers/saturation.js';
import type { Condition } from './condition.js';
import { nodeConditions, vassalConditions } from './fleet-conditions.js';
import type { EventInput } from './input.js';
import { requestText } from './news.js';
import { type RecentTroubles, raisedRatio, raisedText } from './recent-troubles.js';
import type { EventNews } from './server-event.js';
import { unservedConditions } from './unserved-conditions.js';

/** `troubles`: those of this sample included. */
export function conditionsOf(input: EventInput, troubles: RecentTroubles): readonly Condition[] {
  const { body, timeMs } = input.sample;
  if (body.kind === 'emperor') return vassalConditions(body.vassals, timeMs);
  if (body.kind === 'router') return nodeConditions(body.router, timeMs);
  if (body.kind !== 'workers') return [];
  return [
    ...saturated(input, body.workers),
    ...fullQueues(input, body.workers),
    ...notAccepting(input, body.workers),
    ...unservedConditions(input, body.workers),
    ...stuckWorkers(input, body.workers),
    ...stalledWorkers(input, body.workers),
    ...growingMemory(input, body.workers),
    ...containedLeaks(input, body.workers),
    ...raisedErrors(input, troubles),
  ];
}

function saturated(
  { server, sample, thresholds }: EventInput,
  { totals, workers }: WorkersBody,
): readonly Condition[] {
  const sinceMs = server?.streaks.saturatedSinceMs ?? null;
  if (sinceMs === null) return [];
  if (!isOverloaded({ totals, server, thresholds, nowMs: sample.timeMs })) return [];
  const only = workers.length === 1 ? 'its only core' : 'the only core that is left';
  const cores = totals.cores === 1 ? only : `all ${totals.cores} cores`;
  const inSignals = totals.inSignals ?? 0;
  const how = inSignals === 0 ? 'busy' : `busy, ${inSignals} in a signal handler`;
  const text = totals.cores === null ? 'every worker busy' : `${cores} ${how}`;
  return [
    { key: 'saturated', news: { kind: 'saturated', level: 'critical', slot: null, beginMs: sinceMs, text } },
  ];
}

function fullQueues({ sample, thresholds }: EventInput, { sockets }: WorkersBody): readonly Condition[] {
  return sockets.flatMap((socket, index) => {
    if (socket.fullRatio === null || socket.fullRatio < thresholds.queueCriticalRatio) return [];
    const text = `${socket.name}, limit ${socket.queueLimit ?? '?'}`;
    const news: EventNews = {
      kind: 'queue-full',
      level: 'critical',
      slot: null,
      beginMs: sample.timeMs - (socket.fullForSeconds ?? 0) * 1000,
      text,
    };
    return [{ key: `queue-full ${index} ${socket.name}`, news }];
  });
}

/** Starting for long, or dead for long; a process that is replaced comes back within moments. */
function notAccepting(
  { sample, server, thresholds }: EventInput,
  { workers }: WorkersBody,
): readonly Condition[] {
  return workers.flatMap(({ slot, state }, index) => {
    const sinceMs = server?.workers[index]?.downSinceMs ?? null;
    if (sinceMs === null || sample.timeMs - sinceMs < thresholds.startWarnSeconds * 1000) return [];
    const isLong = sample.timeMs - sinceMs >= thresholds.startCriticalSeconds * 1000;
    const news: EventNews = {
      kind: 'not-accepting',
      level: isLong ? 'critical' : 'warn',
      slot,
      beginMs: sinceMs,
      text: state === 'dead' ? 'has no process' : 'has a process that does not accept',
    };
    return [{ key: `not-accepting ${slot}`, news }];
  });
}

function raisedErrors({ sample, thresholds }: EventInput, troubles: RecentTroubles): readonly Condition[] {
  const ratio = raisedRatio(troubles);
  if (ratio < thresholds.exceptionsWarnRatio) return [];
  const news: EventNews = {
    kind: 'errors',
    level: ratio >= thresholds.exceptionsCriticalRatio ? 'critical' : 'warn',
    slot: null,
    beginMs: troubles.raisingSinceMs ?? sample.timeMs,
    text: raisedText(troubles),
  };
  return [{ key: 'errors', news }];
}

function stuckWorkers({ sample, thresholds }: EventInput, { workers }: WorkersBody): readonly Condition[] {
  const limit = thresholds.requestCriticalSeconds;
  return workers.flatMap(({ slot, state, cores }) => {
    if (state !== 'stuck') return [];
    const overdue = cores.flatMap(({ now: request }) => request ?? []).sort(byAge);
    const now = overdue.find((request) => isOverdue(request, limit)) ?? null;
    const news: EventNews = {
      kind: 'stuck',
      level: 'critical',
      slot,
      beginMs: sample.timeMs - Math.max(0, (now?.ageSeconds ?? limit) - limit) * 1000,
      text: `${requestText(now) ?? 'a request'} running for more than ${formatDuration(limit)}`,
      method: now?.method ?? null,
      uri: now?.uri ?? null,
    };
    return [{ key: `stuck ${slot}`, news }];
  });
}

function stalledWorkers({ sample }: EventInput, { workers }: WorkersBody): readonly Condition[] {
  const text = 'accepting, but takes no request while connections wait';
  return workers.flatMap(({ slot, state }) =>
    state === 'stall'
      ? [
          {
            key: `stalled ${slot}`,
            news: { kind: 'stalled', level: 'warn', slot, beginMs: sample.timeMs, text },
          },
        ]
      : [],
  );
}

function growingMemory(
  { sample, server, thresholds }: EventInput,
  { workers }: WorkersBody,
): readonly Condition[] {
  return memoryGrowths(workers, server?.workers ?? [], thresholds).map((growth) => ({
    key: `memory ${growth.slot}`,
    news: {
      kind: 'memory-growth',
      level: growth.level,
      slot: growth.slot,
      beginMs: sample.timeMs,
      text: growthText(growth),
    },
  }));
}

/** Told once, as long as it goes on: nobody has to act. */
function containedLeaks({ sample, server }: EventInput, { workers }: WorkersBody): readonly Condition[] {
  return workers.flatMap(({ slot, rssBytes }, index) => {
    const life = containedLeak(server?.workers[index]?.memoryLives ?? [], rssBytes);
    if (life === null) return [];
    const rise = `${formatBytes(life.startBytes)} to ${formatBytes(life.endBytes)}`;
    const text = `recycling contains a leak: ${rise} in ${formatDuration(life.seconds)}`;
    const news: EventNews = { kind: 'memory-growth', level: 'info', slot, beginMs: sample.timeMs, text };
    return [{ key: `contained ${slot}`, news }];
  });
}

/** `RSS 136M, +31M/h`, `RSS 70M, +64M in 6s`. */
function growthText({ rssBytes, bytesPerHour, surge }: MemoryGrowth): string {
  const rise =
    surge === null
      ? `${formatBytesPerHour(bytesPerHour)}/h`
      : `+${formatBytes(surge.riseBytes)} in ${formatDuration(surge.seconds)}`;
  return `RSS ${formatBytes(rssBytes)}, ${rise}`;
}
