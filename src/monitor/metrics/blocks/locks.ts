import type { LockStats } from '../../../stats/master-blocks.js';
import type { WorkerStats } from '../../../stats/schema.js';
import type { LockSample } from '../sample/block-samples.js';
import { pidOf } from '../sample/counters.js';
import { slotsOf } from '../sample/slots.js';

/** Since when a process has been seen with a lock, by the lock's position. */
export interface WatchedLock {
  readonly name: string;
  readonly pid: number | null;
  readonly sinceMs: number;
}

interface LockFindings {
  readonly samples: readonly LockSample[];
  readonly watched: readonly WatchedLock[];
}

/** Owners of process ids. */
interface LockHolders {
  readonly masterPid: number | null;
  readonly workers: readonly WorkerStats[];
  readonly spoolerPids: readonly (number | null)[];
}

export function observeLocks(
  locks: readonly LockStats[],
  watched: readonly WatchedLock[],
  holders: LockHolders,
  nowMs: number,
): LockFindings {
  const next = locks.map(({ name, pid }, index) => watchedLock(name, pidOf(pid), watched[index], nowMs));
  const samples = next.map(({ name, pid, sinceMs }): LockSample => {
    const heldSeconds = pid === null ? null : Math.max(0, nowMs - sinceMs) / 1000;
    return { name, pid, holder: pid === null ? null : holderOf(pid, holders), heldSeconds };
  });
  return { samples, watched: next };
}

function watchedLock(
  name: string,
  pid: number | null,
  before: WatchedLock | undefined,
  nowMs: number,
): WatchedLock {
  if (before?.name === name && before.pid === pid) return before;
  return { name, pid, sinceMs: nowMs };
}

function holderOf(pid: number, { masterPid, workers, spoolerPids }: LockHolders): string {
  if (pid === masterPid) return 'master';
  const index = workers.findIndex((worker) => worker.pid === pid);
  if (index >= 0) return `worker ${slotsOf(workers)[index]}`;
  return spoolerPids.includes(pid) ? 'spooler' : 'another process';
}
