/**
 * Questions to the outside about the worker of the open panel, and their answers: its process, once for each
 * reading, and now and then the Python stacks of a worker at work.
 */
import { cpuRatio } from '../../metrics/process-facts.js';
import type { Message } from '../model/message.js';
import type { Model } from '../model/model.js';
import { focusedTarget, isDetailsShown, shownObservation } from '../model/shown.js';
import type { ProcessLook } from '../model/worker-look.js';
import { askStack } from '../stacks/ask-stack.js';
import { quietly, type Step } from '../steps/step.js';
import { selectedWorker } from './details.js';
import { isStackWanted } from './stack-detail.js';

/** After every message; most of them change nothing that would be worth a question. */
export function withDetailQuestions(model: Model): Step {
  if (!isDetailsShown(model) || !isNow(model)) return quietly(model);
  const [asked, effects] = askProcess(model);
  const [next, more] = isStackWanted(asked)
    ? askStack(asked, selectedWorker(asked)?.slot ?? 0)
    : quietly(asked);
  return [next, [...effects, ...more]];
}

export function updateProcessRead(
  model: Model,
  { target, facts }: Extract<Message, { kind: 'process-read' }>,
): Model {
  if (target !== model.focus) return model;
  return withAnswer(model, facts.pid, (look) => ({
    ...look,
    facts: { ...facts, pssBytes: facts.pssBytes ?? look.facts?.pssBytes ?? null },
    cpuRatio: cpuRatio(look.facts, facts),
    failure: null,
  }));
}

export function updateProcessFailed(
  model: Model,
  { target, pid, reason }: Extract<Message, { kind: 'process-failed' }>,
): Model {
  if (target !== model.focus) return model;
  return withAnswer(model, pid, (look) => ({ ...look, facts: null, cpuRatio: null, failure: reason }));
}

/** The screen shows the present: the outside cannot be asked about the past. */
function isNow(model: Model): boolean {
  const protocol = shownObservation(model)?.sample.reading.protocol;
  if (protocol === 'file' || protocol === 'stdin') return false;
  return model.past === null && focusedTarget(model)?.connection.phase === 'live';
}

function askProcess(model: Model): Step {
  const { details } = model;
  const sample = shownObservation(model)?.sample ?? null;
  const worker = selectedWorker(model);
  const pid = worker?.pid ?? null;
  if (details === null || sample === null || worker === null || pid === null) return quietly(model);
  if (focusedTarget(model)?.local !== true) return quietly(model);
  const look = details.process?.pid === pid ? details.process : null;
  if (look !== null && (look.asking || !isDue(look, sample.timeMs))) return quietly(model);
  const thorough = isThoroughDue(look, sample.timeMs);
  const process: ProcessLook = {
    ...(look ?? { pid, facts: null, cpuRatio: null, failure: null }),
    sampleMs: sample.timeMs,
    asking: true,
    thoroughMs: thorough ? sample.timeMs : (look?.thoroughMs ?? null),
  };
  const { spawnedAtMs } = worker;
  const serverPid = sample.server.pid;
  return [
    { ...model, details: { ...details, process } },
    [{ kind: 'read-process', target: model.focus, pid, spawnedAtMs, serverPid, thorough }],
  ];
}

/** Once for each reading; not for every one where they come faster than the share of a CPU can be told. */
function isDue({ sampleMs }: ProcessLook, nowMs: number): boolean {
  return Math.abs(nowMs - sampleMs) >= LEAST_INTERVAL_MS;
}

const LEAST_INTERVAL_MS = 900;

/** To count shared memory the kernel walks through all of it, while the process may have to wait. */
function isThoroughDue(look: ProcessLook | null, nowMs: number): boolean {
  const rssBytes = look?.facts?.rssBytes ?? null;
  if (rssBytes === null || rssBytes > MOST_RSS_WALKED) return false;
  const before = look?.thoroughMs ?? null;
  return before === null || Math.abs(nowMs - before) >= THOROUGH_EVERY_MS;
}

const MOST_RSS_WALKED = 2 ** 30;
const THOROUGH_EVERY_MS = 10_000;

function withAnswer(model: Model, pid: number, answer: (look: ProcessLook) => ProcessLook): Model {
  const { details } = model;
  const look = details?.process ?? null;
  if (details === null || look === null || look.pid !== pid) return model;
  return { ...model, details: { ...details, process: { ...answer(look), asking: false } } };
}
