import { confirmButton, confirmKey, declined } from '../acting/confirm.js';
import { goToTime } from '../history/time-travel.js';
import type { ActionName } from '../keys/action.js';
import { actionFor } from '../keys/key-table.js';
import type { HitTarget } from '../model/hit-target.js';
import type { Key } from '../model/message.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { closeOverlay, isScrolled } from '../model/overlay-moves.js';
import { isInPast } from '../model/shown.js';
import { quietly, type Step } from '../model/step.js';
import { commandKey } from '../palette/command-prompt.js';
import { promptKey, promptPaste } from '../prompt/prompt.js';
import { requestOverlayKey, rowOverlayKey } from '../requests/request-detail.js';
import { saveQuestionKey } from '../setup/save-config.js';
import { setupClick, setupKey, setupWheel } from '../setup/setup.js';
import { toggleFold } from '../table/fold.js';
import { openSection } from '../table/more-sections.js';
import { scrollRows, selectKey } from '../table/selection.js';
import { sortBy } from '../table/sort.js';
import { openViewAt } from '../table/views.js';
import { chooseCore } from '../worker/details.js';
import { openStackOf, stackOverlayKey } from '../worker/stack-detail.js';
import { chooseItem, moveInOverlay, overlayKey } from './overlay.js';
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
  if (model.overlay?.kind === 'confirm') return confirmKey(model, model.overlay, key.name);
  if (action === 'action-menu' && isAboutWorker(model)) return updateAction(model, action);
  if (model.overlay?.kind === 'setup') return setupKey(model, model.overlay, key);
  if (model.overlay?.kind === 'save-question') return saveQuestionKey(model, key.name);
  if (model.overlay?.kind === 'request' && action === 'stack')
    return openStackOf(model, model.overlay.request);
  if (model.overlay?.kind === 'request' && action !== null && STEPS_IN_TIME.has(action))
    return updateAction(model, action);
  if (model.overlay !== null)
    return ownKey(model, model.overlay, key.name) ?? quietly(overlayKey(model, model.overlay, key.name));
  return action === null ? quietly(model) : updateAction(model, action);
}

/** null: the key means what it means in every popup. */
function ownKey(model: Model, overlay: Overlay, keyName: string): Step | null {
  if (overlay.kind === 'request') return requestOverlayKey(model, overlay, keyName);
  if (overlay.kind === 'stack') return stackOverlayKey(model, overlay, keyName);
  return overlay.kind === 'row' ? rowOverlayKey(model, overlay, keyName) : null;
}

/** An open request can be followed through time. */
const STEPS_IN_TIME: ReadonlySet<ActionName> = new Set([
  'older',
  'newer',
  'minute-older',
  'minute-newer',
  'older-event',
  'newer-event',
  'live',
]);

/** What is open can be acted on: a stuck request, a stack. */
function isAboutWorker({ overlay }: Model): boolean {
  return overlay?.kind === 'request' || overlay?.kind === 'stack';
}

/** Without a prompt no key is spelt with Alt: over a slow line, Esc and the next key arrive together and look like it. */
function escapeFirst(model: Model, name: string): Step {
  const [closed, before] = updateKey(model, { name: 'escape', text: null });
  const [next, after] = updateKey(closed, { name, text: name });
  return [next, [...before, ...after]];
}

export function updatePaste(model: Model, text: string): Step {
  return quietly(model.prompt === null ? model : promptPaste(model, model.prompt, text));
}

/** With an overlay open, a click beside it closes it and does nothing else. */
export function updateClick(model: Model, target: HitTarget): Step {
  if (model.overlay?.kind === 'confirm')
    return target.kind === 'menu-item'
      ? confirmButton(model, model.overlay, target.index)
      : quietly(declined(model));
  if (model.overlay?.kind === 'save-question')
    return saveQuestionKey(model, target.kind === 'menu-item' && target.index === 1 ? 'y' : 'n');
  if (model.overlay?.kind === 'setup' && target.kind === 'menu-item')
    return setupClick(model, model.overlay, target.index);
  if (target.kind === 'menu-item') return quietly(chooseItem(model, target.index));
  if (target.kind === 'action') return updateAction(closeOverlay(model), target.action);
  if (model.overlay !== null) return quietly(closeOverlay(model));
  switch (target.kind) {
    case 'view':
      return quietly(openViewAt(model, target.view, target.key));
    case 'section':
      return quietly(openSection(model, target.section));
    case 'row':
      return quietly(selectIfThere(model, target.key));
    case 'fold':
      return quietly(toggleFold(selectIfThere(model, target.key), target.key));
    case 'moment':
      return quietly(goToTime(model, target.timeMs));
    case 'panel-core':
      return quietly(chooseCore(model, target.core));
    case 'column':
      return quietly(sortBy(model, target.field));
  }
}

export function updateWheel(model: Model, steps: number): Step {
  if (model.overlay === null) return quietly(scrollRows(model, steps * ROWS_A_STEP));
  if (model.overlay.kind === 'setup') return quietly(setupWheel(model, model.overlay, steps));
  const by = isScrolled(model.overlay) ? steps * ROWS_A_STEP : steps;
  return quietly(moveInOverlay(model, model.overlay, by));
}

const ANYWHERE: ReadonlySet<string> = new Set(['C-c', 'C-z', 'C-l']);
const ROWS_A_STEP = 3;

/** The frame that was clicked may be older than the rows. */
function selectIfThere(model: Model, key: string): Model {
  return model.rows.some((row) => row.key === key) ? selectKey(model, key) : model;
}
