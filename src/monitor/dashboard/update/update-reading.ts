import { type SampleArchive, withSample } from '../../metrics/archive/sample-archive.js';
import { withSourceLost } from '../../metrics/events/events.js';
import { type Observation, observe } from '../../metrics/observation.js';
import type { Limits } from '../../metrics/sample/long-requests.js';
import type { Reading, SourceErrorKind } from '../../metrics/sample/reading.js';
import { isBadReply, isForgiven } from '../model/bad-reply.js';
import type { Connection } from '../model/connection.js';
import type { Message } from '../model/message.js';
import type { Model, Target } from '../model/model.js';
import { retryAfterMs } from '../model/retry.js';
import type { Settings } from '../model/settings.js';
import { withTarget } from '../model/targets.js';
import { queueEffects } from '../sockets/listen-queues.js';
import { paceAfter, wantedIntervalMs } from '../steps/pace.js';
import { quietly, type Step } from '../steps/step.js';
import { suitedToTable } from '../table/suited-table.js';

/** Takes in a document and says when the next one is wanted. */
export function updateRead(
  model: Model,
  { target: index, reading, takingInMs }: Extract<Message, { readonly kind: 'read' }>,
): Step {
  const target = model.targets[index];
  if (target === undefined) return quietly(model);
  const paced = isPolled(reading)
    ? { ...reading, intervalMs: intervalOf(model, target.connection) }
    : reading;
  const observation = observe(target.observation, paced, limitsOf(model.settings));
  const { afterMs, slowedToMs, work } = paceAfter(model, target, reading, takingInMs ?? 0);
  const connection = connectionAfter(model, target, reading, { slowedToMs, afterMs });
  const archive = archiveAfter(target);
  const read = withTarget(model, index, { ...target, connection, observation, archive, work });
  const next = suitedToTable(model, read);
  if (connection.phase === 'ended') return quietly(next);
  const [asking, questions] = queueEffects(next, index);
  return [asking, [{ kind: 'schedule-read', target: index, afterMs }, ...questions]];
}

/**
 * Keeps what was there and tries again, later each time; a bad reply now and then is no reason for alarm. A recording
 * has no such accidents: its broken line was broken by whoever wrote it.
 */
export function updateReadFailed(
  model: Model,
  message: Extract<Message, { readonly kind: 'read-failed' }>,
): Step {
  const { target: index, errorKind, reason } = message;
  const before = model.targets[index];
  if (before === undefined || errorKind === 'closed') return quietly(model);
  if (errorKind === 'ended') return quietly(withTarget(model, index, ended(before, model.nowMs)));
  const isBad = isBadReply(errorKind, before.observation !== null);
  const target = { ...before, badReplies: before.badReplies + (isBad ? 1 : 0) };
  if (message.atMs == null && isForgivenNow(model, target, errorKind)) {
    return [
      withTarget(model, index, target),
      [{ kind: 'schedule-read', target: index, afterMs: retryAfterMs(errorKind, 1) }],
    ];
  }
  const connection = lostConnection(model, target.connection, errorKind, reason);
  const observation = withLoss(target, before.connection, message, message.atMs ?? model.nowMs);
  const next = withTarget(model, index, { ...target, connection, observation });
  return [next, [{ kind: 'schedule-read', target: index, afterMs: connection.retryAtMs - model.nowMs }]];
}

/** The first failure in a row is an event; the next reading ends it. */
function withLoss(
  { observation }: Target,
  before: Connection,
  { reason }: { readonly reason: string },
  nowMs: number,
): Observation | null {
  if (observation === null || before.phase === 'lost') return observation;
  return { ...observation, events: withSourceLost(observation.events, nowMs, reason) };
}

/** A sample goes there when the next one is here: until then queues and a loss of the source may still be added. */
function archiveAfter({ archive, observation }: Target): SampleArchive {
  return observation === null ? archive : withSample(archive, observation);
}

function connectionAfter(
  model: Model,
  target: Target,
  reading: Reading,
  { slowedToMs, afterMs }: { readonly slowedToMs: number | null; readonly afterMs: number },
): Connection {
  if (!reading.more) return { phase: 'ended', sinceMs: model.nowMs, failure: null };
  const { connection } = target;
  const sinceMs = connection.phase === 'live' ? connection.sinceMs : model.nowMs;
  return { phase: 'live', sinceMs, slowedToMs, nextAtMs: model.nowMs + afterMs };
}

function ended(target: Target, nowMs: number): Target {
  const { connection, observation } = target;
  if (connection.phase === 'ended') return target;
  const failure = connection.phase === 'lost' && observation === null ? connection : null;
  return { ...target, connection: { phase: 'ended', sinceMs: nowMs, failure } };
}

function isForgivenNow(model: Model, { connection, observation }: Target, kind: SourceErrorKind): boolean {
  if (connection.phase !== 'live' || observation === null) return false;
  return isForgiven(kind, model.nowMs - observation.sample.timeMs, intervalOf(model, connection));
}

function isPolled({ protocol }: Reading): boolean {
  return protocol === 'raw' || protocol === 'http';
}

function intervalOf(model: Model, connection: Connection): number {
  return (connection.phase === 'live' ? connection.slowedToMs : null) ?? wantedIntervalMs(model);
}

function lostConnection(
  model: Model,
  before: Connection,
  kind: SourceErrorKind,
  reason: string,
): Extract<Connection, { readonly phase: 'lost' }> {
  const failures = before.phase === 'lost' ? before.failures + 1 : 1;
  const sinceMs = before.phase === 'lost' ? before.sinceMs : model.nowMs;
  const retryAtMs = model.nowMs + retryAfterMs(kind, failures);
  return { phase: 'lost', sinceMs, failures, kind, reason, retryAtMs };
}

function limitsOf({ thresholds, alsoSecret }: Settings): Limits {
  return { ...thresholds, secrets: { reveal: false, alsoSecret } };
}
