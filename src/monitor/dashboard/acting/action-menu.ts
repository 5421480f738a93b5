import { withTarget } from '../model/targets.js';

/** The menu of what can be asked of the server, and of the workers that are tagged or selected. */

import { atSlot } from '../../metrics/sample/slots.js';
import {
  type AskedAction,
  SERVER_ACTIONS,
  type ServerAction,
  WORKER_ACTIONS,
  type WorkerAction,
} from '../keys/server-actions.js';
import type { Ask } from '../model/ask.js';
import {
  type Control,
  isHelpless,
  type Way,
  type WayFound,
  wayFor,
  wayForWorkers,
} from '../model/control.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { withNotice } from '../steps/notices.js';
import { quietly, type Step } from '../steps/step.js';
import { chosenWorkers, controlSubject, currentControl, type Subject, subjectOf } from './acting-rules.js';

interface ActionItem {
  readonly action: AskedAction;
  readonly label: string;
  /** Its effect, or the reason why it cannot be done. */
  readonly about: string;
  /** The question to confirm; null: it cannot be done. */
  readonly ask: Ask | null;
}

/** Opens the menu, and looks how the server can be acted on; `wanted` is asked for as soon as that is known. */
export function openActions(model: Model, wanted: AskedAction | null = null): Step {
  const slot = openSlot(model.overlay);
  const found = subjectOf(model);
  if (!found.ok) return quietly(withNotice(model, found.reason, 'error'));
  const targets = model.targets.map((target) =>
    target === found.subject.target ? { ...target, control: null } : target,
  );
  const overlay = { kind: 'action-menu', selected: 0, wanted, slot } as const;
  const subject = controlSubject(found.subject);
  return [{ ...model, targets, overlay }, [{ kind: 'find-control', target: model.focus, subject }]];
}

/** The worker that an open request or stack is about. */
function openSlot(overlay: Overlay | null): number | null {
  if (overlay?.kind === 'request') return overlay.request.slot;
  return overlay?.kind === 'stack' ? overlay.slot : null;
}

/** The answer to how the server can be acted on. */
export function updateControlFound(model: Model, index: number, control: Control): Model {
  const next = withTarget(model, index, { control });
  if (index !== model.focus || model.overlay?.kind !== 'action-menu') return next;
  if (isHelpless(control)) return { ...next, overlay: { kind: 'action-help', top: 0 } };
  const { wanted } = model.overlay;
  return wanted === null ? next : chooseWanted(next, wanted);
}

/** From top to bottom; empty when there is nothing to act on any more. */
export function actionItems(model: Model): readonly ActionItem[] {
  const found = subjectOf(model);
  if (!found.ok) return [];
  const { subject } = found;
  const control = currentControl(subject);
  return [
    ...WORKER_ACTIONS.flatMap((action) => workerItem(model, subject, control, action) ?? []),
    ...SERVER_ACTIONS.map((action) => serverItem(subject, control, action)),
  ];
}

/** Title with the channel: `actions through /run/shop.fifo`. */
export function actionMenuTitle(model: Model): string {
  const found = subjectOf(model);
  const control = found.ok ? currentControl(found.subject) : null;
  if (control === null) return 'actions';
  const { fifo, signals } = control;
  if (fifo !== null && fifo.problem === null) return `actions through ${fifo.path}`;
  return signals.master === null ? 'actions' : `actions by signals to master ${signals.master.pid}`;
}

/** Opens the confirmation; what cannot be done says why. */
export function chooseAction(model: Model, index: number): Model {
  const item = actionItems(model)[index];
  if (item === undefined) return { ...model, overlay: null };
  if (item.ask === null) return withNotice(model, `${item.label}: ${item.about}`, 'error');
  return { ...model, overlay: { kind: 'confirm', ask: item.ask, yes: false } };
}

function chooseWanted(model: Model, wanted: AskedAction): Model {
  const index = actionItems(model).findIndex((item) => item.action === wanted);
  if (index === -1) return withNotice({ ...model, overlay: null }, 'No worker is selected', 'error');
  const chosen = chooseAction(model, index);
  return chosen.overlay?.kind === 'confirm' ? chosen : { ...chosen, overlay: null };
}

function serverItem(subject: Subject, control: Control | null, action: ServerAction): ActionItem {
  const { product } = subject.observation.sample.server;
  const { label } = action;
  const found = control === null ? LOOKING : wayFor(action, control, product);
  return item(action, label, found, (way) => ({
    action: action.name,
    label,
    way,
    consequence: action.consequence[product],
    expected: action.expected,
    slot: null,
  }));
}

/** Null without a row to act on. */
function workerItem(
  model: Model,
  subject: Subject,
  control: Control | null,
  action: WorkerAction,
): ActionItem | null {
  const { product } = subject.observation.sample.server;
  const chosen = chosenWorkers(model, subject);
  const slots = chosen.ok ? chosen.slots : [];
  if (chosen.ok && slots.length === 0) return null;
  const label = `${slotsText(slots)} ${action.label}`.trim();
  const found = workersFound(subject, control, action, chosen);
  return item(action, label, found, (way) => ({
    action: action.name,
    label,
    way,
    consequence:
      slots.length > 1 ? `Each of them: ${action.consequence[product]}` : action.consequence[product],
    expected: action.expected,
    slot: slots.length === 1 ? (slots[0] ?? null) : null,
  }));
}

function workersFound(
  subject: Subject,
  control: Control | null,
  action: WorkerAction,
  chosen: ReturnType<typeof chosenWorkers>,
): WayFound {
  if (!chosen.ok) return chosen;
  if (subject.target.connection.phase === 'lost') return { ok: false, reason: 'the server does not answer' };
  if (control === null) return LOOKING;
  // Before it is ready for this signal, it would die of it.
  if (action.name === 'worker-log' && chosen.workers.some(({ slot }) => isStarting(subject, slot)))
    return { ok: false, reason: 'it is still starting' };
  return wayForWorkers(action, control, subject.observation.sample.server.product, chosen.workers);
}

function isStarting({ workers }: Subject, slot: number): boolean {
  return atSlot(workers, slot)?.accepting === false;
}

function item(
  { name, about }: ServerAction | WorkerAction,
  label: string,
  found: WayFound,
  askFor: (way: Way) => Ask,
): ActionItem {
  if (!found.ok) return { action: name, label, about: found.reason, ask: null };
  return { action: name, label, about, ask: askFor(found.way) };
}

const LOOKING: WayFound = { ok: false, reason: 'checking how to reach it…' };

/** `W3`, `W1 W4`, `12 workers:`. */
function slotsText(slots: readonly number[]): string {
  return slots.length > 3 ? `${slots.length} workers:` : slots.map((slot) => `W${slot}`).join(' ');
}
