/** The model that the live view begins with, of the command line and the configuration. */

import { zoneOf } from '../../time-zone/local-zone.js';
import type { LoadedConfig, MonitorOptions } from '../cli/options.js';
import { initialModel } from '../dashboard/model/initial-model.js';
import type { Model } from '../dashboard/model/model.js';
import type { Recorded, ReplayWish } from '../dashboard/model/replay.js';
import { DEFAULT_SERVER_SETTINGS } from '../dashboard/model/server-settings.js';
import { SETTINGS } from '../dashboard/model/setting-table.js';
import type { Settings } from '../dashboard/model/settings.js';
import { withNotice } from '../dashboard/steps/notices.js';
import { update } from '../dashboard/update/update.js';
import { isLocalAddress } from '../sources/local-address.js';
import type { LiveHost } from './live-host.js';

/** A recording in the place of a server. */
export interface ReplayInput extends ReplayWish {
  readonly recorded: Recorded;
}

/** They stand above the screen as well, where they are read afterwards. */
export function withNotes(model: Model, note: string | undefined): Model {
  const text = note ?? zoneOf(process.env['TZ']).problem;
  return text === null ? model : withNotice(model, text, 'error');
}

export async function configured({ values }: LoadedConfig): Promise<Partial<Settings>> {
  const { settingsOf } = await import('../config/config-settings.js');
  return settingsOf(values);
}

export function modelFor(
  options: MonitorOptions,
  host: LiveHost,
  size: Model['size'],
  settings: Partial<Settings>,
  replay: ReplayInput | null,
): Model {
  const [sort] = options.sort;
  const model = initialModel({
    addresses: [options.addressText],
    local: isLocalAddress(options.address),
    size,
    nowMs: host.clock.wallMs(),
    utcOffsetMinutes: host.utcOffsetMinutes(),
    settings: {
      ...picked(options, SETTINGS),
      reveal: options.reveal,
      alsoSecret: options.alsoSecret,
      thresholds: options.config.thresholds,
      ...settings,
    },
    server: picked(options, DEFAULT_SERVER_SETTINGS),
    table: {
      mode: options.tree ? 'tree' : 'flat',
      filterText: options.filterText,
      ...(sort === undefined ? {} : { sortField: sort.field, descending: sort.descending }),
    },
  });
  if (replay === null) return model;
  const { recorded, ...wish } = replay;
  return update(model, { kind: 'recording-opened', recorded, wish, nowMs: model.nowMs })[0];
}

/** Options of the names that the table has. */
function picked<T extends object>(options: T, table: { readonly [N in keyof T]?: unknown }): Partial<T> {
  const entries = Object.entries(options).filter(([name]) => Object.hasOwn(table, name));
  // Every value is stored under its own name.
  return Object.fromEntries(entries) as Partial<T>;
}
