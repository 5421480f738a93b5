import type { Model } from '../model/model.js';
import { withNotice } from './notices.js';
import { quietly, type Step } from './step.js';

/** One line; null: there is nothing to copy. */
export function copied(model: Model, text: string | null, what: string): Step {
  return text === null ? notKnown(model, what) : [sent(model, what), [{ kind: 'copy', text }]];
}

/** Several lines, each of which may hold anything. */
export function copiedLines(model: Model, lines: readonly string[] | null, what: string): Step {
  return lines === null ? notKnown(model, what) : [sent(model, what), [{ kind: 'copy-lines', lines }]];
}

function notKnown(model: Model, what: string): Step {
  return quietly(withNotice(model, `${what} is not known`));
}

function sent(model: Model, what: string): Model {
  return withNotice(model, `${what} sent to the clipboard, if the terminal allows it (OSC 52)`);
}
