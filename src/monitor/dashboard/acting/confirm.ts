import { withTarget } from '../model/targets.js';

/** The question before anything is asked of a server. No is the answer to everything but a clear yes. */

import { atSlot } from '../../metrics/sample/slots.js';
import { wrapped } from '../../text/wrapped.js';
import type { Ask } from '../model/ask.js';
import type { Way } from '../model/control.js';
import { wayText } from '../model/control.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { focusedTarget } from '../model/shown.js';
import { withNotice } from '../steps/notices.js';
import { quietly, type Step } from '../steps/step.js';
import { withReplacementsAsked } from './acting.js';
import { controlSubject, type Subject, subjectOf } from './acting-rules.js';

export type ConfirmOverlay = Extract<Overlay, { readonly kind: 'confirm' }>;

/** The buttons from left to right. */
export const CONFIRM_BUTTONS = ['No', 'Yes'] as const;

export function confirmKey(model: Model, overlay: ConfirmOverlay, keyName: string): Step {
  if (keyName === 'y' || keyName === 'Y') return agreed(model, overlay.ask);
  if (keyName === 'enter') return overlay.yes ? agreed(model, overlay.ask) : quietly(declined(model));
  if (TURNING.has(keyName)) return quietly({ ...model, overlay: { ...overlay, yes: !overlay.yes } });
  return quietly(DECLINING.has(keyName) ? declined(model) : model);
}

/** A click on a button; the frame that was clicked may be older than what is open. */
export function confirmButton(model: Model, overlay: ConfirmOverlay, index: number): Step {
  return CONFIRM_BUTTONS[index] === 'Yes' ? agreed(model, overlay.ask) : quietly(declined(model));
}

export function declined(model: Model): Model {
  return withNotice({ ...model, overlay: null }, 'Nothing was sent to the server');
}

const TURNING: ReadonlySet<string> = new Set(['left', 'right', 'tab', 'S-tab', 'h', 'l']);
const DECLINING: ReadonlySet<string> = new Set(['n', 'N', 'q', 'escape', 'f9', 'f10']);

/** Acts only if the facts of the question still hold. */
function agreed(model: Model, ask: Ask): Step {
  const closed = { ...model, overlay: null };
  const found = subjectOf(model);
  const problem = found.ok ? changedSince(found.subject, ask.way) : found.reason;
  if (!found.ok || problem !== null)
    return quietly(withNotice(closed, `${ask.label} was not sent: ${problem}`, 'error'));
  const { observation } = found.subject;
  const acting = {
    target: model.focus,
    ask,
    askedMs: model.nowMs,
    phase: 'asking',
    eventId: null,
    before: observation,
  } as const;
  const subject = controlSubject(found.subject);
  return [
    withTarget(withReplacementsAsked(closed, acting), model.focus, { acting }),
    [{ kind: 'act', target: model.focus, subject, way: ask.way }],
  ];
}

function changedSince({ target, observation, workers }: Subject, way: Way): string | null {
  if (way.kind === 'fifo') return null;
  const { pid } = observation.sample.server;
  if (pid !== way.master.pid) return `the server has another process now (${pid ?? 'unknown'})`;
  if (way.kind === 'signal-master') return null;
  if (target.connection.phase === 'lost') return 'the server does not answer';
  const changed = way.workers.find((one) => atSlot(workers, one.slot)?.pid !== one.pid);
  return changed === undefined ? null : `W${changed.slot} has another process than ${changed.pid} now`;
}

/** A fact of the question; the label is empty where one goes on. Raw: addresses and paths are the user's. */
export interface ConfirmLine {
  readonly label: string;
  readonly text: string;
}

export const CONFIRM_LABEL_CELLS = 9;

/** Recipient, channel and consequences. `width` counts label and text together. */
export function confirmLines(model: Model, ask: Ask, width: number): readonly ConfirmLine[] {
  return [
    ...entry('server', serverText(model), width),
    ...entry('way', wayText(ask.way), width),
    ...entry('effect', ask.consequence, width),
  ];
}

/** `uWSGI 2.0.31 at 127.0.0.1:9191, master 22190`. */
function serverText(model: Model): string {
  const target = focusedTarget(model);
  const server = target?.observation?.sample.server;
  const name = `${server?.product ?? 'uWSGI'} ${server?.version ?? ''}`.trim();
  const lost = target?.connection.phase === 'lost' ? '; IT DOES NOT ANSWER' : '';
  return `${name} at ${target?.address ?? '?'}, master ${server?.pid ?? 'unknown'}${lost}`;
}

function entry(label: string, text: string, width: number): readonly ConfirmLine[] {
  const lines = wrapped(text, Math.max(10, width - CONFIRM_LABEL_CELLS));
  return lines.map((line, index) => ({ label: index === 0 ? label : '', text: line }));
}
