import type { WorkerStats, WorkersDocument } from '../../../stats/schema.js';
import { countOf } from '../sample/counters.js';
import { workersBySlot } from './believable.js';

/**
 * Tells whether two documents are of one life of the server, so that their counters can be compared.
 *
 * A full reload (SIGHUP, SIGTERM, FIFO `r`) restarts every counter while the master keeps its pid, and the new numbers
 * may already be greater than the old ones. What cannot lie is the bookkeeping of spawns: within one life every new
 * process of a worker adds one to its `respawn_count`. Workers that are there in one document only say nothing.
 */
export function isSameLife(before: WorkersDocument, now: WorkersDocument): boolean {
  if (differs(before.pid, now.pid)) return false;
  const earlier = workersBySlot(before);
  for (const [slot, worker] of workersBySlot(now)) {
    const same = earlier.get(slot);
    if (same !== undefined && startedOver(same, worker)) return false;
  }
  return true;
}

/** The worker has a new process (respawn, recycling, crash, worker reload). */
export function isReplaced(before: WorkerStats | null, now: WorkerStats): boolean {
  if (before === null) return true;
  return isChanged(before.pid, now.pid) || isChanged(before.respawn_count, now.respawn_count);
}

function isChanged(before: number | null, now: number | null): boolean {
  return before !== null && now !== null && before !== now;
}

/** Has a process, as far as the document shows. */
export function isAlive(worker: WorkerStats): boolean {
  return worker.pid === null || worker.pid > 0;
}

function startedOver(before: WorkerStats, now: WorkerStats): boolean {
  if (isSameProcess(before, now)) return false;
  const spawnsBefore = countOf(before.respawn_count);
  const spawnsNow = countOf(now.respawn_count);
  if (spawnsBefore !== null && spawnsNow !== null) {
    if (spawnsNow < spawnsBefore) return true;
    if (spawnsNow === spawnsBefore && isSpawnedAgain(before, now)) return true;
  }
  return countersFallen(before, now) >= 2;
}

/** A container may give the same process ids again, but at another time. */
function isSameProcess(before: WorkerStats, now: WorkerStats): boolean {
  return (
    isAlive(now) && now.pid !== null && before.pid === now.pid && !differs(before.last_spawn, now.last_spawn)
  );
}

function isSpawnedAgain(before: WorkerStats, now: WorkerStats): boolean {
  return differs(before.pid, now.pid) || differs(before.last_spawn, now.last_spawn);
}

function differs(before: number | null, now: number | null): boolean {
  return before !== null && now !== null && before > 0 && now > 0 && before !== now;
}

/** One counter that falls is a correction; two at once are a restart. */
function countersFallen(before: WorkerStats, now: WorkerStats): number {
  return [
    hasFallen(before.requests, now.requests),
    hasFallen(before.running_time, now.running_time),
    hasFallen(before.tx, now.tx),
    hasFallen(before.exceptions, now.exceptions),
    hasFallen(before.signals, now.signals),
    hasFallen(before.harakiri_count, now.harakiri_count),
  ].filter(Boolean).length;
}

function hasFallen(before: number | null, now: number | null): boolean {
  const from = countOf(before);
  const to = countOf(now);
  return from !== null && to !== null && to < from;
}
