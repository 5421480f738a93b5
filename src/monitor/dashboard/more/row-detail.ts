/** The open row: all that is known of a vassal, a node or an entry of More, over the screen. It stays when the row goes. */
import type { Row } from '../../tables/row.js';
import { TABLES, type TableKind } from '../../tables/tables.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { shownTable } from '../model/shown.js';
import { copied } from '../steps/clipboard.js';
import type { PopupKey } from '../steps/popup-key.js';

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

/** Text to copy of a row of the open table: its name or its command. */
export function nameOfRow(kind: TableKind, row: Row): string | null {
  return kind === 'workers' ? null : TABLES[kind].nameOf(row);
}

export const ROW_KEYS: readonly PopupKey<RowOverlay>[] = [
  {
    on: { action: 'copy' },
    run: (model, { table, row }) => copied(model, nameOfRow(table, row), 'Name'),
    hint: (_, { table, row }) => (nameOfRow(table, row) === null ? null : 'copies its name'),
  },
];
