/**
 * Time in the handlers of uwsgi signals, timers among them. A timer beats with the second as the readings do, so that a
 * short handler may be met at every one of them: only one that goes on from one reading to the next takes a core.
 */
import type { WorkerInterval } from '../lives/growth.js';
import { isSignalWord } from './worker-states.js';

/** The handler was there at the reading before, or nobody knows how long it has been. */
export function isHeldBySignal(interval: WorkerInterval): boolean {
  return isSignalWord(interval.now.status) && (interval.before === null || isSameHandler(interval));
}

export function handlingSeconds(interval: WorkerInterval): number {
  const { before, now, seconds } = interval;
  if (before === null || seconds === null) return 0;
  if (isSameHandler(interval)) return seconds;
  return isSignalWord(before.status) || isSignalWord(now.status) ? seconds / 2 : 0;
}

/** A signal is counted when its handler begins. */
function isSameHandler({ before, now }: WorkerInterval): boolean {
  if (before === null || !isSignalWord(now.status) || before.status !== now.status) return false;
  return before.signals === null || now.signals === null || before.signals === now.signals;
}
