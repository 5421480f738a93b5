/** Opening popups, and what keys, the mouse and changed rows do to whichever is open; `popups.ts` says how they differ. */

import { actionFor } from '../keys/key-table.js';
import type { ActionName } from '../keys/keymap.js';
import { helpRoom } from '../layout/popup-rooms.js';
import { menuItems } from '../menus/menus.js';
import type { Key } from '../model/message.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { closeOverlay, isMenu, isScrolled, overlayMove } from '../steps/overlay-moves.js';
import { quietly, type Step } from '../steps/step.js';
import { chooseItem } from './choose-item.js';
import { popupRules } from './popups.js';

export function openHelp(model: Model): Model {
  return { ...model, overlay: { kind: 'help', top: 0 } };
}

/** Opens with what is set now selected. */
export function openMenu(model: Model, kind: Exclude<MenuKind, 'action-menu'>): Model {
  const current = kind === 'sort-menu' ? model.table.sortField : model.settings.theme;
  const index = menuItems(model, kind).findIndex((item) => item.value === current);
  return { ...model, overlay: { kind, selected: Math.max(0, index) } };
}

/** null: the key means what it means without a popup. `action`: that meaning. */
export function overlayKey(model: Model, overlay: Overlay, key: Key, action: ActionName | null): Step | null {
  const { through = [], anyKey, ownKey, closedBy } = popupRules(overlay);
  if (anyKey !== undefined) return anyKey(model, overlay, key);
  const own = ownKey(model, overlay, key.name);
  if (own !== null) return own;
  if (action !== null && through.includes(action)) return null;
  if (key.name === 'enter')
    return quietly(isMenu(overlay) ? chooseItem(model, overlay.selected) : closeOverlay(model));
  const meant = actionFor(model.settings.keys, key.name, model.view, false);
  if (meant === null) return quietly(model);
  if (closedBy.includes(meant)) return quietly(closeOverlay(model));
  const move = overlayMove(meant, roomFor(model, overlay));
  return quietly(move === null ? model : moveInOverlay(model, overlay, move));
}

export function overlayWheel(model: Model, overlay: Overlay, steps: number, rowsAStep: number): Model {
  const { wheel } = popupRules(overlay);
  if (wheel !== undefined) return wheel(model, overlay, steps);
  return moveInOverlay(model, overlay, isScrolled(overlay) ? steps * rowsAStep : steps);
}

/** Keeps scrolling and selection inside what there is: the terminal or the table may have changed meanwhile. */
export function clampOverlay(model: Model): Model {
  const { overlay } = model;
  if (overlay === null) return model;
  const length = popupRules(overlay).length?.(model, overlay) ?? 0;
  if (isScrolled(overlay)) {
    const top = Math.max(0, Math.min(overlay.top, length - roomFor(model, overlay)));
    return top === overlay.top ? model : { ...model, overlay: { ...overlay, top } };
  }
  if (!isMenu(overlay)) return model;
  const selected = Math.max(0, Math.min(overlay.selected, length - 1));
  return selected === overlay.selected ? model : { ...model, overlay: { ...overlay, selected } };
}

/** Scrolls a text, or moves the selection of a menu. */
function moveInOverlay(model: Model, overlay: Overlay, by: number): Model {
  if (isScrolled(overlay)) return { ...model, overlay: { ...overlay, top: overlay.top + by } };
  return isMenu(overlay) ? { ...model, overlay: { ...overlay, selected: overlay.selected + by } } : model;
}

type MenuKind = Extract<Overlay, { readonly selected: number }>['kind'];

function roomFor(model: Model, overlay: Overlay): number {
  return isScrolled(overlay) ? Math.max(1, helpRoom(model.size).rows) : MENU_PAGE;
}

const MENU_PAGE = 10;
