import { actionFor } from '../keys/key-table.js';
import type { Key } from '../model/message.js';
import type { Model } from '../model/model.js';
import { isInPast } from '../model/shown.js';
import { commandKey } from '../palette/command-prompt.js';
import { promptKey, promptPaste } from '../prompt/prompt.js';
import { quietly, type Step } from '../steps/step.js';
import { overlayKey, overlayPaste } from './overlay.js';
import { updateAction } from './update-action.js';

/** A key goes to what lies on top: a few mean the same everywhere, then the prompt, then an overlay, then the table. */
export function updateKey(model: Model, key: Key): Step {
  const { settings, view, table } = model;
  const action = actionFor(settings.keys, key.name, view, table.searchText !== '', isInPast(model));
  if (ANYWHERE.has(key.name) && action !== null) return updateAction(model, action);
  if (model.prompt?.kind === 'command') return commandKey(model, model.prompt, key, updateAction);
  if (model.prompt !== null) return quietly(promptKey(model, model.prompt, key));
  const meta = /^M-(.)$/u.exec(key.name)?.[1];
  if (meta !== undefined) return escapeFirst(model, meta);
  const inOverlay = model.overlay === null ? null : overlayKey(model, model.overlay, key, action);
  if (inOverlay !== null) return inOverlay;
  return action === null ? quietly(model) : updateAction(model, action);
}

/** Without a prompt no key is spelt with Alt: over a slow line, Esc and the next key arrive together and look like it. */
function escapeFirst(model: Model, name: string): Step {
  const [closed, before] = updateKey(model, { name: 'escape', text: null });
  const [next, after] = updateKey(closed, { name, text: name });
  return [next, [...before, ...after]];
}

export function updatePaste(model: Model, text: string): Step {
  return quietly(model.prompt === null ? overlayPaste(model, text) : promptPaste(model, model.prompt, text));
}

const ANYWHERE: ReadonlySet<string> = new Set(['C-c', 'C-z', 'C-l']);
