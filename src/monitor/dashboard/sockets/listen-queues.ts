/** When the kernel is asked for the queues of unix sockets, and what becomes of the answer. */
import { hasUnmeasuredUnixSocket, withListenQueues } from '../../metrics/listen-queues.js';
import type { Effect } from '../model/effect.js';
import type { Message } from '../model/message.js';
import type { Model, Target } from '../model/model.js';
import { withTarget } from '../model/targets.js';

/** After a reading: often while the sockets are on the screen, now and then otherwise, rarely after a failure. */
export function queueEffects(model: Model, index: number): Step {
  const target = model.targets[index];
  if (target === undefined || !wantsQueues(model, target)) return [model, []];
  return [
    withTarget(model, index, { ...target, queues: { ...target.queues, askedMs: model.nowMs } }),
    [{ kind: 'read-queues', target: index }],
  ];
}

type Step = readonly [Model, readonly Effect[]];

export function updateQueuesRead(model: Model, message: Extract<Message, { kind: 'queues-read' }>): Model {
  const target = model.targets[message.target];
  if (target?.observation == null) return model;
  const observation = withListenQueues(target.observation, message.queues, message.nowMs);
  return withTarget(model, message.target, {
    ...target,
    observation,
    queues: { ...target.queues, failure: null },
  });
}

export function updateQueuesFailed(
  model: Model,
  message: Extract<Message, { kind: 'queues-failed' }>,
): Model {
  const target = model.targets[message.target];
  if (target === undefined) return model;
  return withTarget(model, message.target, {
    ...target,
    queues: { ...target.queues, failure: message.reason },
  });
}

const OPEN_EVERY_MS = 1000;
const CLOSED_EVERY_MS = 5000;
const FAILED_EVERY_MS = 60_000;
/** Timers are not exact: what is wanted every second is not left out for a millisecond. */
const TOLERANCE_MS = 100;

function wantsQueues(model: Model, { local, observation, queues }: Target): boolean {
  if (!local || observation === null || !hasUnmeasuredUnixSocket(observation)) return false;
  const { protocol } = observation.sample.reading;
  if (protocol === 'file' || protocol === 'stdin') return false;
  const often = model.view === 'sockets' ? OPEN_EVERY_MS : CLOSED_EVERY_MS;
  const everyMs = queues.failure === null ? often : FAILED_EVERY_MS;
  const sinceMs = queues.askedMs === null ? Number.POSITIVE_INFINITY : Math.abs(model.nowMs - queues.askedMs);
  return sinceMs >= everyMs - TOLERANCE_MS;
}
