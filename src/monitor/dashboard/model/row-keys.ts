import type { Row } from '../../tables/row.js';

/** Keys of rows: the same thing keeps its key from reading to reading. */
export function workerKey(slot: number): string {
  return `w${slot}`;
}

/** `position` is the core's place in its worker's list: servers do not promise that core ids differ. */
export function coreKey(slot: number, position: number): string {
  return `w${slot}.${position}`;
}

/** The worker that a row is or belongs to; null for rows of other tables. */
export function slotOf(row: Row): number | null {
  return row.kind === 'worker' || row.kind === 'core' ? row.worker.slot : null;
}
