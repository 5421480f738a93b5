import type { Model } from '../model/model.js';
import { coreKey, slotOf, workerKey } from '../model/row-keys.js';
import { moveSelection, selectedRow } from './selection.js';

/** Tags the selected row or takes its tag off, and goes one row down, as in htop. */
export function toggleTag(model: Model): Model {
  const key = model.table.selected;
  if (key === null) return model;
  const tagged = new Set(model.table.tagged);
  if (!tagged.delete(key)) tagged.add(key);
  return moveSelection({ ...model, table: { ...model.table, tagged } }, 1);
}

/** Tags the selected worker (or the worker of the selected core) and all its cores, shown or not. */
export function tagWithCores(model: Model): Model {
  const row = selectedRow(model);
  if (row === null) return model;
  const slot = slotOf(row);
  const family = slot === null ? [row.key] : [workerKey(slot)];
  const cores = row.kind === 'worker' || row.kind === 'core' ? row.worker.cores : [];
  const coreKeys = slot === null ? [] : cores.map((_, position) => coreKey(slot, position));
  const tagged = new Set([...model.table.tagged, ...family, ...coreKeys]);
  return { ...model, table: { ...model.table, tagged } };
}

export function untagAll(model: Model): Model {
  return { ...model, table: { ...model.table, tagged: new Set() } };
}
