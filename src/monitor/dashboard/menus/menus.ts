import { actionItems } from '../acting/action-menu.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { THEMES } from '../model/themes.js';
import { shownColumns } from '../table/shown-columns.js';

interface MenuItem {
  readonly label: string;
  /** One sentence on the item that is selected. */
  readonly about: string;
  /** Value that choosing it sets: a field name, a theme, an action. */
  readonly value: string;
  /** It cannot be chosen, and `about` says why. */
  readonly off?: true;
}

/** Items of a menu, from top to bottom. */
export function menuItems(
  model: Model,
  menu: Extract<Overlay, { readonly selected: number }>['kind'],
): readonly MenuItem[] {
  switch (menu) {
    case 'theme-menu':
      return THEME_ITEMS;
    case 'sort-menu':
      return sortItems(model);
    case 'action-menu':
      return actionItems(model).map(({ label, about, action, ask }) => {
        return { label, about, value: action, ...(ask === null ? { off: true } : {}) };
      });
  }
}

const THEME_ITEMS: readonly MenuItem[] = Object.entries(THEMES).map(([value, about]) => ({
  label: value,
  about,
  value,
}));

/** Every column that the table can show, whether there is room for it now or not. */
function sortItems(model: Model): readonly MenuItem[] {
  return shownColumns(model).map((column) => ({
    label: column.title,
    about: column.field.about,
    value: column.field.name,
  }));
}
