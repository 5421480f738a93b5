import { actionHelpLines } from '../acting/action-help.js';
import { chooseAction } from '../acting/action-menu.js';
import type { ActionName } from '../keys/action.js';
import { actionFor } from '../keys/key-table.js';
import { detailRoom, helpRoom } from '../layout/layout.js';
import { helpLines } from '../menus/help-lines.js';
import { menuItems } from '../menus/menus.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { closeOverlay, isMenu, isScrolled, MOVES } from '../model/overlay-moves.js';
import type { ThemeName } from '../model/themes.js';
import { THEMES } from '../model/themes.js';
import { rowLines } from '../more/row-lines.js';
import { requestLines } from '../requests/request-lines.js';
import { sortBy } from '../table/sort.js';
import { stackLines } from '../worker/stack-lines.js';

export function openHelp(model: Model): Model {
  return { ...model, overlay: { kind: 'help', top: 0 } };
}

/** Opens with what is set now selected. */
export function openMenu(model: Model, kind: Exclude<MenuKind, 'action-menu'>): Model {
  const current = kind === 'sort-menu' ? model.table.sortField : model.settings.theme;
  const index = menuItems(model, kind).findIndex((item) => item.value === current);
  return { ...model, overlay: { kind, selected: Math.max(0, index) } };
}

/** Keys mean in overlays what they mean elsewhere as far as they move; the key that opened one closes it. */
export function overlayKey(model: Model, overlay: Overlay, keyName: string): Model {
  if (keyName === 'enter') return isMenu(overlay) ? chooseItem(model, overlay.selected) : closeOverlay(model);
  const action = actionFor(model.settings.keys, keyName, model.view, false);
  if (action === null) return model;
  if (CLOSING[overlay.kind].includes(action)) return closeOverlay(model);
  const move = MOVES[action];
  return move === undefined ? model : moveInOverlay(model, overlay, move(roomFor(model, overlay)));
}

/** Scrolls the help, or moves the selection of a menu. */
export function moveInOverlay(model: Model, overlay: Overlay, by: number): Model {
  if (isScrolled(overlay)) return { ...model, overlay: { ...overlay, top: overlay.top + by } };
  return isMenu(overlay) ? { ...model, overlay: { ...overlay, selected: overlay.selected + by } } : model;
}

/** Does what a menu's item stands for, and closes the menu. */
export function chooseItem(model: Model, index: number): Model {
  if (model.overlay === null || !isMenu(model.overlay)) return model;
  if (model.overlay.kind === 'action-menu') return chooseAction(model, index);
  const item = menuItems(model, model.overlay.kind)[index];
  const closed = closeOverlay(model);
  if (item === undefined) return closed;
  if (model.overlay.kind === 'theme-menu') return withTheme(closed, item.value);
  return item.value === model.table.sortField ? closed : sortBy(closed, item.value);
}

/** Keeps scrolling and selection inside what there is: the terminal or the table may have changed meanwhile. */
export function clampOverlay(model: Model): Model {
  const { overlay } = model;
  if (overlay === null) return model;
  const room = roomFor(model, overlay);
  if (isScrolled(overlay)) {
    const top = Math.max(0, Math.min(overlay.top, linesIn(model, overlay) - room));
    return top === overlay.top ? model : { ...model, overlay: { ...overlay, top } };
  }
  if (!isMenu(overlay)) return model;
  const last = menuItems(model, overlay.kind).length - 1;
  const selected = Math.max(0, Math.min(overlay.selected, last));
  return selected === overlay.selected ? model : { ...model, overlay: { ...overlay, selected } };
}

type MenuKind = Extract<Overlay, { readonly selected: number }>['kind'];

const CLOSING: Readonly<Record<Overlay['kind'], readonly ActionName[]>> = {
  help: ['back', 'quit', 'help'],
  request: ['back', 'quit', 'open'],
  stack: ['back', 'quit', 'stack'],
  row: ['back', 'quit', 'open'],
  'sort-menu': ['back', 'quit', 'sort-menu'],
  'theme-menu': ['back', 'quit', 'theme-menu'],
  'action-menu': ['back', 'quit', 'action-menu'],
  'action-help': ['back', 'quit', 'action-menu'],
  confirm: [],
  setup: [],
  'save-question': [],
};

function roomFor(model: Model, overlay: Overlay): number {
  return isScrolled(overlay) ? Math.max(1, helpRoom(model.size).rows) : MENU_PAGE;
}

const MENU_PAGE = 10;

function linesIn(model: Model, overlay: Extract<Overlay, { readonly top: number }>): number {
  if (overlay.kind === 'help') return helpLines(model, helpRoom(model.size).columns).length;
  if (overlay.kind === 'action-help') return actionHelpLines(model, helpRoom(model.size).columns).length;
  if (overlay.kind === 'stack') return stackLines(model, overlay, detailRoom(model.size).columns).length;
  if (overlay.kind === 'row') {
    return rowLines(overlay.table, overlay.row, overlay.gone, detailRoom(model.size).columns).length;
  }
  const { reveal, alsoSecret } = model.settings;
  const shown = { ...overlay, reveal: overlay.reveal || reveal, alsoSecret };
  return requestLines(shown, detailRoom(model.size).columns).length;
}

function withTheme(model: Model, value: string): Model {
  return isThemeName(value) ? { ...model, settings: { ...model.settings, theme: value } } : model;
}

function isThemeName(value: string): value is ThemeName {
  return Object.hasOwn(THEMES, value);
}
