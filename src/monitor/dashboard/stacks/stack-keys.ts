import type { Model } from '../model/model.js';
import type { StackOverlay } from '../model/overlay.js';
import { stackOf } from '../model/shown.js';
import { copiedLines } from '../steps/clipboard.js';
import type { PopupKey } from '../steps/popup-key.js';
import type { Step } from '../steps/step.js';
import { askStackAgain } from './ask-stack.js';
import { stackCopy } from './stack-lines.js';

export const STACK_KEYS: readonly PopupKey<StackOverlay>[] = [
  { on: { action: 'copy' }, run: copyStack, hint: () => 'copies' },
  { on: { letter: 'r' }, run: (model, { slot }) => askStackAgain(model, slot), hint: () => 'reads again' },
];

function copyStack(model: Model, overlay: StackOverlay): Step {
  const stack = stackOf(model);
  const look = stack?.slot === overlay.slot ? stack : null;
  return copiedLines(model, look === null ? null : stackCopy(look, overlay), 'Stack');
}
