import { goToTime } from '../history/time-travel.js';
import { actionFor } from '../keys/key-table.js';
import type { HitTarget } from '../model/hit-target.js';
import type { Key } from '../model/message.js';
import type { Model } from '../model/model.js';
import { isInPast } from '../model/shown.js';
import { commandKey } from '../palette/command-prompt.js';
import { promptKey, promptPaste } from '../prompt/prompt.js';
import { closeOverlay } from '../steps/overlay-moves.js';
import { quietly, type Step } from '../steps/step.js';
import { toggleFold } from '../table/fold.js';
import { openSection } from '../table/more-sections.js';
import { scrollRows, selectKey } from '../table/selection.js';
import { sortBy } from '../table/sort.js';
import { openViewAt } from '../table/views.js';
import { chooseCore } from '../worker/details.js';
import { overlayKey, overlayWheel } from './overlay.js';
import { popupRules } from './popups.js';
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
  return quietly(model.prompt === null ? model : promptPaste(model, model.prompt, text));
}

/** With an overlay open, a click beside it closes it and does nothing else. */
export function updateClick(model: Model, target: HitTarget): Step {
  if (model.overlay !== null) {
    const { click, clickBeside } = popupRules(model.overlay);
    if (target.kind === 'menu-item') return click?.(model, model.overlay, target.index) ?? quietly(model);
    if (clickBeside !== undefined) return clickBeside(model, model.overlay);
  }
  if (target.kind === 'menu-item') return quietly(model);
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
  return quietly(overlayWheel(model, model.overlay, steps, ROWS_A_STEP));
}

const ANYWHERE: ReadonlySet<string> = new Set(['C-c', 'C-z', 'C-l']);
const ROWS_A_STEP = 3;

/** The frame that was clicked may be older than the rows. */
function selectIfThere(model: Model, key: string): Model {
  return model.rows.some((row) => row.key === key) ? selectKey(model, key) : model;
}
