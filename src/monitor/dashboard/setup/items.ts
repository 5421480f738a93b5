/** Pages of the setup, line by line: for the keys, which change them, and for the view. */
import { columnOf, fieldsOfSet } from '../../tables/columns/chosen-columns.js';
import { bindingsText } from '../keys/key-table.js';
import type { Model } from '../model/model.js';
import type { SetupOverlay, SetupPage } from '../model/overlay.js';
import { SETTING_ROWS } from '../model/setting-table.js';
import { shownColumnSet, shownColumns } from '../table/shown-columns.js';
import { thresholdEntries } from './threshold-entry.js';

export interface SetupItem {
  /** Name of its field, threshold, setting or action. */
  readonly name: string;
  /** Null: nothing to switch on or off. */
  readonly on: boolean | null;
  readonly label: string;
  readonly value: string;
  readonly about: string;
}

export const SETUP_PAGES: readonly SetupPage[] = ['columns', 'thresholds', 'display', 'keys'];

export function setupItems(model: Model, overlay: SetupOverlay): readonly SetupItem[] {
  switch (overlay.page) {
    case 'columns':
      return columnItems(model, overlay.order);
    case 'thresholds':
      return thresholdItems(model);
    case 'display':
      return displayItems(model);
    case 'keys':
      return keyItems(model);
  }
}

/** All fields of the table on the screen: its columns from left to right, then the others. */
export function columnOrder(model: Model): readonly string[] {
  const shown = shownColumns(model).map(({ field }) => field.name);
  const others = fieldsOfSet(shownColumnSet(model)).map(({ name }) => name);
  return [...shown, ...others.filter((name) => !shown.includes(name))];
}

function columnItems(model: Model, order: readonly string[]): readonly SetupItem[] {
  const set = shownColumnSet(model);
  const shown = new Set(shownColumns(model).map(({ field }) => field.name));
  return order.flatMap((name) => {
    const column = columnOf(set, name);
    if (column === null) return [];
    return [{ name, on: shown.has(name), label: column.title, value: name, about: column.field.about }];
  });
}

function thresholdItems({ settings }: Model): readonly SetupItem[] {
  return thresholdEntries(settings.thresholds).map(({ threshold, name, value, initial, about }) => ({
    name: threshold,
    on: null,
    label: name,
    value,
    about: value === initial ? about : `${about} (default ${initial})`,
  }));
}

function displayItems({ settings }: Model): readonly SetupItem[] {
  return SETTING_ROWS.map(([name, setting]) => ({
    name,
    on: null,
    label: setting.label,
    value: setting.shown(settings[name]),
    about: setting.hint(settings[name]),
  }));
}

/** The origin of a key is shown for those that are not the default. */
function keyItems({ settings }: Model): readonly SetupItem[] {
  return settings.keys.map((row) => ({
    name: row.action,
    on: null,
    label: bindingsText(row),
    value: row.action,
    about: row.changed ? `(config) ${row.help}` : row.help,
  }));
}
