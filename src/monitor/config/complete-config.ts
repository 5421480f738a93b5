import { DEFAULT_SERVER_SETTINGS } from '../dashboard/model/server-settings.js';
/** Completes a configuration: every key with its value, or its default where the configuration is silent. */

import { FIXED_KEYS, keyTable } from '../dashboard/keys/key-table.js';
import {
  OPTION_SETTINGS,
  SCREEN_SETTINGS,
  type Setting,
  type SettingsInFile,
} from '../dashboard/model/setting-table.js';
import { THRESHOLD_NAMES, thresholdKey } from '../dashboard/setup/threshold-names.js';
import { firstSortOf } from '../dashboard/table/first-sort.js';
import { chosenColumns, columnSets } from '../tables/columns/chosen-columns.js';
import { TABLE_KINDS } from '../tables/tables.js';
import { sortWord } from './config-settings.js';
import type { Config } from './config-shape.js';
import { thresholdsWith } from './threshold-shapes.js';

/** Only the address is left out when none was named. */
export function completeConfig(config: Config): Config {
  const { $schema, address } = config;
  return {
    ...($schema === undefined ? {} : { $schema }),
    ...(address === undefined ? {} : { address }),
    ...completeSettings(OPTION_SETTINGS, config),
    readonly: config.readonly ?? DEFAULT_SERVER_SETTINGS.readonly,
    ...completeSettings(SCREEN_SETTINGS, config),
    columns: completeColumns(config),
    sort: completeSort(config),
    thresholds: completeThresholds(config),
    long_requests: config.long_requests ?? {},
    keys: completeKeys(config),
    redact: config.redact ?? [],
    servers: config.servers ?? {},
  };
}

function completeSettings(
  settings: Readonly<Record<string, Setting<keyof SettingsInFile, unknown, unknown>>>,
  config: Config,
): Partial<SettingsInFile> {
  const values = Object.values(settings).map(({ key, fileDefault }) => [key, config[key] ?? fileDefault]);
  return Object.fromEntries(values);
}

function completeColumns({ columns = {} }: Config): NonNullable<Config['columns']> {
  const sets = columnSets().map((set) => {
    const names = chosenColumns(set, columns).map(({ field }) => field.name);
    return [set, names] as const;
  });
  return Object.fromEntries(sets);
}

function completeSort({ sort = {} }: Config): NonNullable<Config['sort']> {
  const kinds = TABLE_KINDS;
  return Object.fromEntries(kinds.map((kind) => [kind, sort[kind] ?? sortWord(firstSortOf(kind))]));
}

function completeThresholds({ thresholds = {} }: Config): NonNullable<Config['thresholds']> {
  const values = thresholdsWith(thresholds);
  return Object.fromEntries(THRESHOLD_NAMES.map((name) => [thresholdKey(name), values[name]]));
}

/** Keys that nothing takes away are not the configuration's business. */
function completeKeys({ keys = {} }: Config): NonNullable<Config['keys']> {
  const fixed = Object.values(FIXED_KEYS);
  const rows = keyTable(keys).map(
    (row) => [row.action, row.keys.filter((key) => !fixed.includes(key))] as const,
  );
  return Object.fromEntries(rows);
}
