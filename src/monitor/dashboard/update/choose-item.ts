import { chooseAction } from '../acting/action-menu.js';
import { menuItems } from '../menus/menus.js';
import type { Model } from '../model/model.js';
import { THEMES, type ThemeName } from '../model/themes.js';
import { closeOverlay, isMenu } from '../steps/overlay-moves.js';
import { sortAnew } from '../table/sort.js';

/** Carries out a menu's item and closes the menu. */
export function chooseItem(model: Model, index: number): Model {
  if (model.overlay === null || !isMenu(model.overlay)) return model;
  if (model.overlay.kind === 'action-menu') return chooseAction(model, index);
  const item = menuItems(model, model.overlay.kind)[index];
  const closed = closeOverlay(model);
  if (item === undefined) return closed;
  if (model.overlay.kind === 'theme-menu') return withTheme(closed, item.value);
  return item.value === model.table.sortField ? closed : sortAnew(closed, item.value);
}

function withTheme(model: Model, value: string): Model {
  return isThemeName(value) ? { ...model, settings: { ...model.settings, theme: value } } : model;
}

function isThemeName(value: string): value is ThemeName {
  return Object.hasOwn(THEMES, value);
}
