import { keyHint } from '../keys/key-table.js';
import type { Model } from '../model/model.js';
import { slotOf, workerKey } from '../model/row-keys.js';
import { shownTable } from '../model/shown.js';
import type { TableMode } from '../model/table-state.js';
import { withNotice } from '../steps/notices.js';
import { selectedRow } from './selection.js';

/** Workers alone, cores of all workers, cores below their workers; `a` goes round. */
export function cycleMode(model: Model): Model {
  return withMode(model, NEXT_MODE[model.table.mode]);
}

export function toggleTree(model: Model): Model {
  return withMode(model, model.table.mode === 'tree' ? 'flat' : 'tree');
}

/** Hides or shows the cores of the worker that is selected, or that the selected core belongs to. */
export function foldSelected(model: Model, folded: boolean): Model {
  if (model.table.mode !== 'tree')
    return withNotice(
      model,
      `Only the tree can be folded${keyHint(model.settings.keys, 'toggle-tree', 'shows it')}`,
    );
  const row = selectedRow(model);
  const slot = row === null ? null : slotOf(row);
  return slot === null ? model : withFolded(model, workerKey(slot), folded);
}

export function toggleFold(model: Model, key: string): Model {
  return withFolded(model, key, !model.table.folded.has(key));
}

/** Folds every worker; unfolds them if all are folded. */
export function foldAll(model: Model): Model {
  if (model.table.mode !== 'tree')
    return withNotice(
      model,
      `Only the tree can be folded${keyHint(model.settings.keys, 'toggle-tree', 'shows it')}`,
    );
  const keys = model.rows.flatMap((row) => (row.kind === 'worker' ? [row.key] : []));
  const allFolded = keys.every((key) => model.table.folded.has(key));
  return { ...model, table: { ...model.table, folded: new Set(allFolded ? [] : keys) } };
}

const NEXT_MODE: Readonly<Record<TableMode, TableMode>> = { flat: 'cores', cores: 'tree', tree: 'flat' };

function withMode(model: Model, mode: TableMode): Model {
  if (shownTable(model) !== 'workers') return withNotice(model, 'Only workers have cores');
  return { ...model, table: { ...model.table, mode, columnOffset: 0 } };
}

function withFolded(model: Model, key: string, fold: boolean): Model {
  const folded = new Set(model.table.folded);
  if (fold) folded.add(key);
  else folded.delete(key);
  return { ...model, table: { ...model.table, folded } };
}
