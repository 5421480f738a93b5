/** Opening popups, and what keys, the mouse and changed rows do to whichever is open; `popups.ts` says how they differ. */

import { actionFor } from '../keys/key-table.js';
import type { ActionName } from '../keys/keymap.js';
import { helpRoom } from '../layout/popup-rooms.js';
import { menuItems } from '../menus/menus.js';
import type { Key } from '../model/message.js';
import type { Model } from '../model/model.js';
import type { Overlay, ScrolledOverlay } from '../model/overlay.js';
import { closeOverlay, isMenu, isScrolled, overlayMove } from '../steps/overlay-moves.js';
import { quietly, type Step } from '../steps/step.js';
import { chooseItem } from './choose-item.js';
import { beginSearch, directionOf, searchedOn, searchKey, searchPaste } from './popup-search.js';
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
  if (isScrolled(overlay) && overlay.search?.typing === true)
    return quietly(searchKey(model, overlay, overlay.search, textOf(model, overlay), key));
  const own = ownKey(model, overlay, key.name);
  if (own !== null) return own;
  if (action !== null && through.includes(action)) return null;
  if (key.name === 'enter')
    return quietly(isMenu(overlay) ? chooseItem(model, overlay.selected) : closeOverlay(model));
  const searching = isScrolled(overlay) && overlay.search !== undefined;
  const meant = actionFor(model.settings.keys, key.name, model.view, searching);
  if (meant === null) return quietly(model);
  if (closedBy.includes(meant)) return quietly(closeOverlay(model));
  if (isScrolled(overlay)) return quietly(inText(model, overlay, meant));
  const move = overlayMove(meant, roomFor(model, overlay));
  return quietly(move === null ? model : moveInOverlay(model, overlay, move));
}

export function overlayPaste(model: Model, text: string): Model {
  const { overlay } = model;
  if (overlay === null || !isScrolled(overlay) || overlay.search?.typing !== true) return model;
  return searchPaste(model, overlay, overlay.search, textOf(model, overlay), text);
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
  if (isScrolled(overlay)) {
    const { length: lines } = textOf(model, overlay);
    const top = Math.max(0, Math.min(overlay.top, lines - roomFor(model, overlay)));
    return top === overlay.top ? model : { ...model, overlay: { ...overlay, top } };
  }
  if (!isMenu(overlay)) return model;
  const { length } = menuItems(model, overlay.kind);
  const selected = Math.max(0, Math.min(overlay.selected, length - 1));
  return selected === overlay.selected ? model : { ...model, overlay: { ...overlay, selected } };
}

/** A key in a text: searching, going from section to section, scrolling. */
function inText(model: Model, overlay: ScrolledOverlay, meant: ActionName): Model {
  const { search } = overlay;
  if (meant === 'search') return beginSearch(model, overlay);
  const direction = directionOf(meant);
  if (search !== undefined && direction !== null)
    return searchedOn(model, overlay, search, textOf(model, overlay), direction);
  const { sections } = popupRules(overlay);
  if (sections !== undefined && (meant === 'next-view' || meant === 'previous-view'))
    return toSection(model, overlay, sections(model, overlay), meant === 'next-view' ? 1 : -1);
  const move = overlayMove(meant, roomFor(model, overlay));
  return move === null ? model : moveInOverlay(model, overlay, move);
}

/** Round the ends. The last sections may stand below the highest line that the text can be scrolled to. */
function toSection(model: Model, overlay: ScrolledOverlay, tops: readonly number[], by: 1 | -1): Model {
  const last = textOf(model, overlay).length - roomFor(model, overlay);
  const reachable = tops.filter((top, index) => index === 0 || top <= last);
  const ends = reachable.at(-1) === last || last <= 0 ? reachable : [...reachable, last];
  const top =
    by === 1
      ? (ends.find((one) => one > overlay.top) ?? 0)
      : (ends.findLast((one) => one < overlay.top) ?? ends.at(-1) ?? 0);
  return { ...model, overlay: { ...overlay, top } };
}

/** Scrolls a text, or moves the selection of a menu. */
function moveInOverlay(model: Model, overlay: Overlay, by: number): Model {
  if (isScrolled(overlay)) return { ...model, overlay: { ...overlay, top: overlay.top + by } };
  return isMenu(overlay) ? { ...model, overlay: { ...overlay, selected: overlay.selected + by } } : model;
}

type MenuKind = Extract<Overlay, { readonly selected: number }>['kind'];

function textOf(model: Model, overlay: ScrolledOverlay): readonly string[] {
  return popupRules(overlay).text?.(model, overlay) ?? [];
}

function roomFor(model: Model, overlay: Overlay): number {
  return isScrolled(overlay) ? Math.max(1, helpRoom(model.size).rows) : MENU_PAGE;
}

const MENU_PAGE = 10;
