/**
 * Clicks and the wheel. A click selects; the second press of a double click does what Enter does there. While a popup
 * or the palette is open the mouse belongs to it: a click beside it closes it and does nothing else.
 */
import { goToTime, zoomed } from '../history/time-travel.js';
import type { HitTarget } from '../model/hit-target.js';
import type { Message } from '../model/message.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { commandClick } from '../palette/command-prompt.js';
import { closeOverlay } from '../steps/overlay-moves.js';
import { quietly, type Step } from '../steps/step.js';
import { toggleFold } from '../table/fold.js';
import { openSection } from '../table/more-sections.js';
import { scrollRows, selectKey } from '../table/selection.js';
import { sortOrInvert } from '../table/sort.js';
import { openViewAt } from '../table/views.js';
import { chooseCore } from '../worker/details.js';
import { overlayWheel } from './overlay.js';
import { popupRules } from './popups.js';
import { updateAction } from './update-action.js';

export function updateClick(model: Model, message: Extract<Message, { readonly kind: 'click' }>): Step {
  const { target, double = false } = message;
  const { overlay, prompt, clicked } = model;
  const remembered = { ...model, clicked: double ? null : target };
  if (overlay !== null) return clickWithPopup(remembered, overlay, target, double);
  if (prompt?.kind === 'command') return quietly(double ? model : commandClick(remembered, prompt, target));
  if (double && clicked !== null && isOpenedBy(model, clicked)) return updateAction(remembered, 'open');
  return click(remembered, target);
}

/** The first press has selected it. Rows may have moved since: it is what was clicked first that opens. */
function isOpenedBy({ table: { selected } }: Model, clicked: HitTarget): boolean {
  switch (clicked.kind) {
    case 'row':
      return clicked.key === selected;
    case 'view':
      return clicked.key !== undefined && clicked.key === selected;
    default:
      return clicked.kind === 'panel-core';
  }
}

/** The second press of a double click meets a popup that the first one has opened, and must not choose in it. */
function clickWithPopup(model: Model, overlay: Overlay, target: HitTarget, double: boolean): Step {
  if (target.kind === 'popup' || (double && overlay.kind !== 'setup')) return quietly(model);
  const { click: clickItem, clickBeside } = popupRules(overlay);
  if (target.kind === 'menu-item') return clickItem?.(model, overlay, target.index) ?? quietly(model);
  if (target.kind === 'action') return updateAction(closeOverlay(model), target.action);
  return clickBeside?.(model, overlay) ?? quietly(closeOverlay(model));
}

function click(model: Model, target: HitTarget): Step {
  switch (target.kind) {
    case 'action':
      return updateAction(model, target.action);
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
      return quietly(sortOrInvert(model, target.field));
    case 'menu-item':
    case 'popup':
    case 'beside-popup':
      return quietly(model);
  }
}

/** Over a chart it zooms: up shows less time in more detail. */
export function updateWheel(model: Model, steps: number, target: HitTarget | null): Step {
  if (model.overlay !== null) return quietly(overlayWheel(model, model.overlay, steps, ROWS_A_STEP));
  if (model.prompt?.kind === 'command') return quietly(model);
  if (target?.kind === 'moment' && steps !== 0) return quietly(zoomed(model, steps > 0 ? 1 : -1));
  return quietly(scrollRows(model, steps * ROWS_A_STEP));
}

const ROWS_A_STEP = 3;

/** The frame that was clicked may be older than the rows. */
function selectIfThere(model: Model, key: string): Model {
  return model.rows.some((row) => row.key === key) ? selectKey(model, key) : model;
}
