import { wrapped } from '../../text/wrapped.js';
import type { Ask } from '../model/ask.js';
import { wayText } from '../model/control.js';
import type { Model } from '../model/model.js';
import { focusedTarget } from '../model/shown.js';

/** A fact of the question; the label is empty where one goes on. Raw: addresses and paths are the user's. */
export interface ConfirmLine {
  readonly label: string;
  readonly text: string;
}

export const CONFIRM_LABEL_CELLS = 9;

/** Who is asked, how, and what it leads to. `width` counts label and text together. */
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
