/** Asking for the Python stacks of a worker, and the answer. */

import { atSlot } from '../../metrics/sample/slots.js';
import type { Message } from '../model/message.js';
import type { Model } from '../model/model.js';
import { focusedTarget, shownObservation, stackOf } from '../model/shown.js';
import { withTarget } from '../model/targets.js';
import type { StackLook } from '../model/worker-look.js';
import { withNotice } from '../steps/notices.js';
import { quietly, type Step } from '../steps/step.js';

/** `core` by its number; null for the worker as a whole. */
export function openStackOf(
  model: Model,
  place: { readonly slot: number; readonly core: number | null },
): Step {
  if (model.past !== null) return quietly(withNotice(model, 'Stacks can only be read in the present'));
  return askStack({ ...model, overlay: { kind: 'stack', ...place, top: 0 } }, place.slot);
}

/** One question at a time. Where it is known beforehand that there is no answer, nothing is asked. */
export function askStack(model: Model, slot: number): Step {
  const look = lookAt(model, slot);
  if (look.asking) return quietly(model);
  const target = focusedTarget(model);
  const server = shownObservation(model)?.sample.server ?? null;
  const told = target?.server.tracebacker ?? null;
  if (told === null && target?.local !== true) return quietly(withFailure(model, look, ELSEWHERE));
  const worker = workerAt(model, slot);
  if (worker?.pid == null) return quietly(withFailure(model, look, 'the worker has no process'));
  const { pid, spawnedAtMs } = worker;
  const prefix = told ?? server?.tracebacker ?? null;
  return [
    withTarget(model, model.focus, { stack: { ...look, asking: true, again: false, askedMs: model.nowMs } }),
    [
      {
        kind: 'read-stack',
        target: model.focus,
        slot,
        pid,
        spawnedAtMs,
        serverPid: server?.pid ?? null,
        prefix,
        trusted: told !== null,
      },
    ],
  ];
}

/** The user asks. While a question is open it is remembered, and asked when that has its answer. */
export function askStackAgain(model: Model, slot: number): Step {
  const look = lookAt(model, slot);
  if (!look.asking) return askStack(model, slot);
  return quietly(withTarget(model, model.focus, { stack: { ...look, again: true } }));
}

const ELSEWHERE = 'the server is on another host: run tstop there';

export function updateStackRead(
  model: Model,
  { target, slot, threads, nowMs }: Extract<Message, { kind: 'stack-read' }>,
): Step {
  return withAnswer(model, target, slot, { threads, readMs: nowMs, failure: null });
}

export function updateStackFailed(
  model: Model,
  { target, slot, reason }: Extract<Message, { kind: 'stack-failed' }>,
): Step {
  return withAnswer(model, target, slot, { failure: reason });
}

function withAnswer(model: Model, target: number, slot: number, answer: Partial<StackLook>): Step {
  const stack = model.targets[target]?.stack ?? null;
  if (stack?.slot !== slot) return quietly(model);
  const answered = withTarget(model, target, { stack: { ...stack, asking: false, again: false, ...answer } });
  return stack.again && target === model.focus ? askStack(answered, slot) : quietly(answered);
}

/** Stacks known of the worker; another process has other stacks. */
function lookAt(model: Model, slot: number): StackLook {
  const pid = workerAt(model, slot)?.pid ?? null;
  const stack = stackOf(model);
  if (stack !== null && stack.slot === slot && stack.pid === pid) return stack;
  return {
    slot,
    pid,
    asking: false,
    again: false,
    askedMs: model.nowMs,
    threads: null,
    readMs: null,
    failure: null,
  };
}

function withFailure(model: Model, look: StackLook, failure: string): Model {
  return withTarget(model, model.focus, { stack: { ...look, askedMs: model.nowMs, failure } });
}

function workerAt(model: Model, slot: number) {
  const body = shownObservation(model)?.sample.body;
  return body?.kind === 'workers' ? atSlot(body.workers.workers, slot) : null;
}
