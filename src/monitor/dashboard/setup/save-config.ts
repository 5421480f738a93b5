/** Writing the configuration, as far as the user meets it: the wish, the question, and what became of it. */
import type { Message } from '../model/message.js';
import type { Model } from '../model/model.js';
import { withNotice } from '../steps/notices.js';
import { quietly, type Step } from '../steps/step.js';

export function saveConfig(model: Model): Step {
  return [model, [{ kind: 'save-config', overwrite: false }]];
}

/** Somebody else has changed the file; what they wrote stays, but for what was changed here. */
export function saveQuestionKey(model: Model, name: string): Step {
  const closed = { ...model, overlay: null };
  if (name === 'y' || name === 'Y') return [closed, [{ kind: 'save-config', overwrite: true }]];
  return quietly(withNotice(closed, 'Not saved'));
}

export function updateSaved(model: Model, message: SaveMessage): Model {
  switch (message.outcome) {
    case 'saved':
      return withNotice(model, `Saved to ${message.text}`);
    case 'nothing':
      return withNotice(model, message.text);
    case 'failed':
      return withNotice(model, message.text, 'error');
    case 'changed-meanwhile':
      return { ...model, overlay: { kind: 'save-question', path: message.text } };
  }
}

type SaveMessage = Extract<Message, { readonly kind: 'save-ended' }>;
