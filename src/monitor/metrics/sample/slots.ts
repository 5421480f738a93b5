/**
 * Identity of a server's workers: the id that the document gives each of them, where it is unique. Workers
 * that never ran share id 0, and broken servers repeat ids: those go by their position, or by the next free number.
 */
import type { Maybe } from '../../../stats/schema.js';
import { idOf } from './counters.js';

/** More workers than any server has; a greater number is no id. */
const MAX_ID = 65_535;

/** By position in the document; no two are the same, none is 0. */
export function slotsOf(workers: readonly { readonly id: Maybe<number> }[]): readonly number[] {
  const ids = workers.map(({ id }) => idOf(id) ?? 0);
  if (ids.every((id, index) => id === index + 1 || id === 0)) return ids.map((_, index) => index + 1);
  const times = new Map<number, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  const isOwn = (id: number) => id > 0 && id <= MAX_ID && times.get(id) === 1;
  const taken = new Set(ids.filter(isOwn));
  let next = Math.max(0, workers.length, ...taken);
  return ids.map((id, index) => {
    if (isOwn(id)) return id;
    const slot = taken.has(index + 1) ? ++next : index + 1;
    taken.add(slot);
    return slot;
  });
}

export function bySlot<T extends { readonly slot: number }>(workers: readonly T[]): ReadonlyMap<number, T> {
  return new Map(workers.map((worker) => [worker.slot, worker]));
}

/** The one with that slot, nearly always at its place; for one question, not for one about each worker. */
export function atSlot<T extends { readonly slot: number }>(workers: readonly T[], slot: number): T | null {
  const there = workers[slot - 1];
  if (there?.slot === slot) return there;
  return workers.find((worker) => worker.slot === slot) ?? null;
}
