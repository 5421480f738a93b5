/** What holds at a sample and deserves an event for as long as it does. */
import { formatBytes, formatBytesPerHour, formatDuration } from '../text/format.js';
import type { EventInput } from './event-input.js';
import { requestText } from './event-news.js';
import { nodeConditions, vassalConditions } from './fleet-conditions.js';
import { memoryGrowths } from './memory-growth.js';
import type { WorkersBody } from './sample.js';
import type { EventNews } from './server-event.js';

export interface Condition {
  /** The same as long as it is the same condition. */
  readonly key: string;
  readonly news: EventNews;
}

/** Shorter than this it is a burst, unless connections wait. */
const SATURATED_SECONDS = 5;

export function conditionsOf(input: EventInput): readonly Condition[] {
  const { body, timeMs } = input.sample;
  if (body.kind === 'emperor') return vassalConditions(body.vassals, timeMs);
  if (body.kind === 'router') return nodeConditions(body.router, timeMs);
  if (body.kind !== 'workers') return [];
  return [
    ...saturated(input, body.workers),
    ...fullQueues(input, body.workers),
    ...stuckWorkers(input, body.workers),
    ...stalledWorkers(input, body.workers),
    ...growingMemory(input, body.workers),
  ];
}

function saturated({ server, sample }: EventInput, { totals }: WorkersBody): readonly Condition[] {
  const sinceMs = server?.streaks.saturatedSinceMs ?? null;
  if (sinceMs === null) return [];
  const isLong = sample.timeMs - sinceMs >= SATURATED_SECONDS * 1000;
  if (!isLong && (totals.queue ?? 0) === 0) return [];
  const text = totals.cores === null ? 'every worker busy' : `all ${totals.cores} cores busy`;
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

function stuckWorkers({ sample, thresholds }: EventInput, { workers }: WorkersBody): readonly Condition[] {
  const limit = thresholds.requestCriticalSeconds;
  return workers.flatMap(({ slot, state, now }) => {
    if (state !== 'stuck') return [];
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
      text: `RSS ${formatBytes(growth.rssBytes)}, ${formatBytesPerHour(growth.bytesPerHour)}/h`,
    },
  }));
}
