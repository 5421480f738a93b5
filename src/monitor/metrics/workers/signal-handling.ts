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
  if (!isSignalWord(before.status) && !isSignalWord(now.status)) return 0;
  const isShort = isSignalWord(before.status) || (now.signals ?? 0) >= HABIT;
  return seconds * (isShort ? SHORT_SHARE : 1 / 2);
}

/** Of an interval in which a handler began or ended: those that end from one reading to the next are short as a rule. */
const SHORT_SHARE = 0.25;
/** A worker that has come back from one is used to short ones; the first may go on for long. */
const HABIT = 2;

/** A signal is counted when its handler begins. */
function isSameHandler({ before, now }: WorkerInterval): boolean {
  if (before === null || !isSignalWord(now.status) || before.status !== now.status) return false;
  return before.signals === null || now.signals === null || before.signals === now.signals;
}
