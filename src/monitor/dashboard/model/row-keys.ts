import type { Row } from '../../fields/row.js';
import type { ServerEvent } from '../../metrics/events/server-event.js';
import type { RequestSample } from '../../metrics/sample/sample.js';

/** Keys of rows: the same thing keeps its key from reading to reading. */
export function workerKey(slot: number): string {
  return `w${slot}`;
}

/** `position` is the core's place in its worker's list: servers do not promise that core ids differ. */
export function coreKey(slot: number, position: number): string {
  return `w${slot}.${position}`;
}

/** A core serves one request after the other: when it was first seen tells them apart. */
export function requestKey({ slot, core, firstSeenMs }: RequestSample): string {
  return `w${slot}.${core}@${firstSeenMs}`;
}

/** A row that stands for more repeats than before is the same row. */
export function eventKey({ id }: ServerEvent): string {
  return `e${id}`;
}

/** The worker that a row is or belongs to; null for rows of other tables. */
export function slotOf(row: Row): number | null {
  return row.kind === 'worker' || row.kind === 'core' ? row.worker.slot : null;
}

/** Makes keys from names that may repeat: the second `a` becomes `a#2`, or what is free after that. */
export function uniqueKeys(names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  const counts = new Map<string, number>();
  return names.map((name) => {
    let count = (counts.get(name) ?? 0) + 1;
    while (used.has(numbered(name, count))) count += 1;
    counts.set(name, count);
    used.add(numbered(name, count));
    return numbered(name, count);
  });
}

function numbered(name: string, count: number): string {
  return count === 1 ? name : `${name}#${count}`;
}
