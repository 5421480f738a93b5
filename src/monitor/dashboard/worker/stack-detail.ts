/** The Python stacks of one worker: asked for with `b`, and now and then while its panel is open and it is at work. */
import { isOfStack } from '../../metrics/python-stack.js';
import { actionFor } from '../keys/key-table.js';
import { copiedLines } from '../model/clipboard.js';
import type { Message } from '../model/message.js';
import type { Model } from '../model/model.js';
import { withNotice } from '../model/notices.js';
import type { StackOverlay } from '../model/overlay.js';
import { focusedTarget, isDetailsShown, shownObservation } from '../model/shown.js';
import { quietly, type Step } from '../model/step.js';
import type { StackLook } from '../model/worker-look.js';
import { selectedRow } from '../table/selection.js';
import { chosenCore, selectedWorker } from './details.js';
import { stackCopy } from './stack-lines.js';

export function openStack(model: Model): Step {
  const place = selectedPlace(model);
  return place === null ? quietly(model) : openStackOf(model, place);
}

/** `core` by its number; null for the worker as a whole. */
export function openStackOf(
  model: Model,
  place: { readonly slot: number; readonly core: number | null },
): Step {
  if (model.past !== null) return quietly(withNotice(model, 'Stacks are only known of now'));
  return askStack({ ...model, overlay: { kind: 'stack', ...place, top: 0 } }, place.slot);
}

/** null: the key means what it means in every popup. */
export function stackOverlayKey(model: Model, overlay: StackOverlay, keyName: string): Step | null {
  if (keyName === 'r') return askStack(model, overlay.slot);
  const action = actionFor(model.settings.keys, keyName, model.view, false);
  if (action === 'stack') return quietly({ ...model, overlay: null });
  if (action === 'copy') return copyStack(model, overlay);
  return null;
}

function copyStack(model: Model, overlay: StackOverlay): Step {
  const look = model.stack?.slot === overlay.slot ? model.stack : null;
  return copiedLines(model, look === null ? null : stackCopy(look, overlay), 'Stack');
}

/** One question at a time. Where it is known beforehand that there is no answer, nothing is asked. */
export function askStack(model: Model, slot: number): Step {
  const look = lookAt(model, slot);
  if (look.asking) return quietly(model);
  const target = focusedTarget(model);
  const server = shownObservation(model)?.sample.server ?? null;
  const told = model.settings.tracebacker;
  if (told === null && target?.local !== true) return quietly(withFailure(model, look, ELSEWHERE));
  const worker = workerAt(model, slot);
  if (worker?.pid == null) return quietly(withFailure(model, look, 'the worker has no process'));
  const { pid, spawnedAtMs } = worker;
  const prefix = told ?? server?.tracebacker ?? null;
  return [
    { ...model, stack: { ...look, asking: true, askedMs: model.nowMs } },
    [
      {
        kind: 'read-stack',
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

/**
 * For the line in the panel: once for a worker at work, and again for another request that takes too long. No oftener,
 * since uWSGI never gives the memory of its answer back: some 200 bytes for each call of each thread.
 */
export function isStackWanted(model: Model): boolean {
  const worker = selectedWorker(model);
  if (!isDetailsShown(model) || worker === null || worker.now === null || worker.pid === null) return false;
  const { stack } = model;
  if (stack?.asking === true) return false;
  if (stack === null || stack.slot !== worker.slot || stack.pid !== worker.pid) return true;
  const sinceMs = Math.abs(model.nowMs - stack.askedMs);
  if (stack.failure !== null) return sinceMs >= AGAIN_AFTER_FAILURE_MS;
  const slow = (worker.now.ageSeconds ?? 0) >= model.settings.thresholds.requestWarnSeconds;
  return slow && !isOfStack(stack.readMs, worker.now) && sinceMs >= AGAIN_MS;
}

const AGAIN_MS = 60_000;
const AGAIN_AFTER_FAILURE_MS = 30_000;

const ELSEWHERE = 'the server is on another host: run tstop there';

export function updateStackRead(
  model: Model,
  { slot, threads, nowMs }: Extract<Message, { kind: 'stack-read' }>,
): Model {
  const { stack } = model;
  if (stack?.slot !== slot) return model;
  return { ...model, stack: { ...stack, asking: false, threads, readMs: nowMs, failure: null } };
}

export function updateStackFailed(
  model: Model,
  { slot, reason }: Extract<Message, { kind: 'stack-failed' }>,
): Model {
  const { stack } = model;
  return stack?.slot === slot ? { ...model, stack: { ...stack, asking: false, failure: reason } } : model;
}

/** What is known of the worker; another process has other stacks. */
function lookAt(model: Model, slot: number): StackLook {
  const pid = workerAt(model, slot)?.pid ?? null;
  const { stack } = model;
  if (stack !== null && stack.slot === slot && stack.pid === pid) return stack;
  return { slot, pid, asking: false, askedMs: model.nowMs, threads: null, readMs: null, failure: null };
}

function withFailure(model: Model, look: StackLook, failure: string): Model {
  return { ...model, stack: { ...look, askedMs: model.nowMs, failure } };
}

function workerAt(model: Model, slot: number) {
  const body = shownObservation(model)?.sample.body;
  return body?.kind === 'workers' ? (body.workers.workers[slot - 1] ?? null) : null;
}

/** The worker, and the number of the core, that the selected row is about. */
function selectedPlace(model: Model): { readonly slot: number; readonly core: number | null } | null {
  const row = selectedRow(model);
  if (row?.kind === 'request') return { slot: row.entry.slot, core: row.entry.core };
  const worker = selectedWorker(model);
  return worker === null ? null : { slot: worker.slot, core: chosenCore(model)?.id ?? null };
}
