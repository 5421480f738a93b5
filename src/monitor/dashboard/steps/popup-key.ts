/** Keys with a meaning of their own in a popup: one list is what they do and what the corner says of them. */

import { actionFor, keyFor } from '../keys/key-table.js';
import type { ActionName } from '../keys/keymap.js';
import type { Model } from '../model/model.js';
import type { Step } from './step.js';

export interface PopupKey<O> {
  /** A letter is the popup's own; the key of an action is whichever the user gave it. */
  readonly on: { readonly letter: string } | { readonly action: ActionName };
  readonly run: (model: Model, overlay: O) => Step;
  /** `copies URI`; null: not offered now. */
  readonly hint: (model: Model, overlay: O) => string | null;
}

/** null: the key has no meaning of its own here. */
export function ownKeyPressed<O>(
  keys: readonly PopupKey<O>[],
  model: Model,
  overlay: O,
  keyName: string,
): Step | null {
  const action = actionFor(model.settings.keys, keyName, model.view, false);
  const pressed = keys.find(({ on }) => ('letter' in on ? on.letter === keyName : on.action === action));
  return pressed?.run(model, overlay) ?? null;
}

/** `r reveals  b stack  `: each with two blanks after it; an action without a key is left out. */
export function ownKeysText<O>(keys: readonly PopupKey<O>[], model: Model, overlay: O): string {
  return keys
    .map(({ on, hint }) => {
      const label = 'letter' in on ? on.letter : keyFor(model.settings.keys, on.action);
      const text = hint(model, overlay);
      return label === null || text === null ? '' : `${label} ${text}  `;
    })
    .join('');
}
