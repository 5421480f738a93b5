/** From the configuration to the settings of the live view. */
import { keyTable } from '../dashboard/keys/key-table.js';
import type { Settings, SortOrder } from '../dashboard/model/settings.js';
import type { TableKind } from '../tables/tables.js';
import type { Config } from './config-shape.js';

/** Settings that neither the command line nor the environment can set. */
export function settingsOf(config: Config): Partial<Settings> {
  const { columns, sort, keys } = config;
  return {
    ...(columns === undefined ? {} : { columns }),
    ...(sort === undefined ? {} : { sorts: sortOrders(sort) }),
    ...(keys === undefined ? {} : { keys: keyTable(keys) }),
  };
}

function sortOrders(sort: NonNullable<Config['sort']>): Settings['sorts'] {
  const orders = Object.entries(sort).map(([kind, word]) => [kind as TableKind, sortOrder(word)] as const);
  return Object.fromEntries(orders);
}

/** `-rss_bytes` → the greatest first. */
export function sortOrder(word: string): SortOrder {
  const descending = word.startsWith('-');
  return { sortField: descending ? word.slice(1) : word, descending };
}

export function sortWord({ sortField, descending }: SortOrder): string {
  return `${descending ? '-' : ''}${sortField}`;
}
