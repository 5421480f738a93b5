/** Compares the settings with those at the start and applies only the changes to a file's values. */

import type { ViewName } from '../dashboard/keys/view-name.js';
import type { Model } from '../dashboard/model/model.js';
import { settingsInFile } from '../dashboard/model/setting-table.js';
import { shownObservation, tableKind, tableOfView } from '../dashboard/model/shown.js';
import { THRESHOLD_NAMES, thresholdKey } from '../dashboard/setup/threshold-names.js';
import type { TableKind } from '../tables/tables.js';
import { completeConfig } from './complete-config.js';
import { sortWord } from './config-settings.js';
import type { Config } from './config-shape.js';

/** Current values of everything that can be changed on the screen. */
export function changeableConfig(model: Model): Config {
  const { settings } = model;
  const thresholds = THRESHOLD_NAMES.map((name) => [thresholdKey(name), settings.thresholds[name]]);
  const {
    keys: _,
    redact: __,
    address: ___,
    readonly: ____,
    servers: _____,
    ...changeable
  } = completeConfig({
    ...settingsInFile(settings),
    columns: settings.columns,
    sort: sortsNow(model),
    thresholds: Object.fromEntries(thresholds),
  });
  return changeable;
}

/** Keys whose values differ, those inside `columns`, `sort` and `thresholds` one by one; empty if nothing does. */
export function configChanges(before: Config, after: Config): Config {
  return changedMembers(before, after);
}

function changedMembers(before: Members, after: Members): Members {
  const changed = Object.entries(after).flatMap(([name, value]): readonly [string, unknown][] => {
    const old = before[name];
    if (isMembers(value) && isMembers(old)) {
      const inside = changedMembers(old, value);
      return Object.keys(inside).length === 0 ? [] : [[name, inside]];
    }
    return JSON.stringify(value) === JSON.stringify(old) ? [] : [[name, value]];
  });
  return Object.fromEntries(changed);
}

/** `values` with the changes; what they do not name stays as it is, and where it is. */
export function withChanges(values: Config, changes: Config): Config {
  return merged(values, changes);
}

function merged(values: Members, changes: Members): Members {
  const changed = Object.entries(changes).map(([name, value]) => {
    const old = values[name];
    return [name, isMembers(value) ? merged(isMembers(old) ? old : {}, value) : value];
  });
  return { ...values, ...Object.fromEntries(changed) };
}

type Members = Readonly<Record<string, unknown>>;

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of the tables that were on the screen; the others are sorted as the configuration says, or as usual. */
function sortsNow(model: Model): NonNullable<Config['sort']> {
  const configured = Object.entries(model.settings.sorts).map(([kind, order]) => [kind, sortWord(order)]);
  const tables = Object.entries({ ...model.otherTables, [model.view]: model.table });
  const seen = tables.flatMap(([view, table]) => {
    const kind = kindOf(model, view as ViewName);
    return kind === null ? [] : [[kind, sortWord(table)]];
  });
  const sections = Object.entries(model.more.tables).map(([kind, table]) => [kind, sortWord(table)]);
  return Object.fromEntries([...configured, ...sections, ...seen]);
}

/** Null for views that show the table of another one. */
function kindOf(model: Model, view: ViewName): TableKind | null {
  if (view === 'more') return model.more.section;
  if (view === 'workers') return tableKind(shownObservation(model));
  return tableOfView(view) === view ? view : null;
}
