/** The open row: all that is known of a vassal, a node or an entry of More, over the screen. It stays when the row goes. */
import type { Row } from '../../fields/row.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { shownTable } from '../model/shown.js';

export type RowOverlay = Extract<Overlay, { readonly kind: 'row' }>;

export function openRowPopup(model: Model, row: Row): Model {
  const overlay: RowOverlay = { kind: 'row', table: shownTable(model), row, gone: false, top: 0 };
  return { ...model, overlay };
}

/** Keeps the open row as new as the screen. */
export function withFreshRow(model: Model): Model {
  const { overlay } = model;
  if (overlay?.kind !== 'row' || overlay.table !== shownTable(model)) return model;
  const row = model.rows.find(({ key }) => key === overlay.row.key);
  const fresh = row === undefined ? { gone: true } : { gone: false, row };
  return { ...model, overlay: { ...overlay, ...fresh } };
}

/** What to copy of a row: its name or its command. */
export function nameOfRow(row: Row): string | null {
  switch (row.kind) {
    case 'vassal':
      return row.vassal.name;
    case 'node':
      return row.node.name;
    case 'peer':
      return row.peer.address;
    case 'socket':
      return row.socket.name;
    case 'cron':
    case 'daemon':
      return row.entry.command;
    case 'cache':
    case 'legion':
    case 'lock':
    case 'metric':
      return row.entry.name;
    case 'spooler':
      return row.entry.directory;
    case 'key':
      return row.entry.key;
    case 'app':
      return row.entry.mountpoint;
    case 'worker':
    case 'core':
    case 'request':
    case 'event':
      return null;
  }
}
