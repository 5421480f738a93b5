/** uwsgi signals that wait for a worker: more and more of them mean that nobody handles them. */
import type { WorkersDocument } from '../../../stats/schema.js';
import { countOf, maxOf } from '../sample/counters.js';

/** A queue that was never seen to get shorter; null: none waits. */
export interface SignalQueue {
  readonly waiting: number;
  readonly sinceMs: number;
  /** Number waiting at first. */
  readonly atFirst: number;
  /** They wait for any worker, not for one that is at work. */
  readonly forAny: boolean;
}

const GROWING_SECONDS = 3.9;

export function nextSignalQueue(
  before: SignalQueue | null,
  document: WorkersDocument,
  nowMs: number,
): SignalQueue | null {
  const shared = countOf(document.signal_queue) ?? 0;
  const waiting = Math.max(shared, maxOf(document.workers, (worker) => countOf(worker.signal_queue)) ?? 0);
  if (waiting === 0) return null;
  const forAny = shared > 0;
  if (before === null || waiting < before.waiting || forAny !== before.forAny || nowMs < before.sinceMs)
    return { waiting, sinceMs: nowMs, atFirst: waiting, forAny };
  return { ...before, waiting };
}

/** It has grown for seconds without a break. */
export function isSignalQueueGrowing(queue: SignalQueue | null, nowMs: number): queue is SignalQueue {
  return queue !== null && queue.waiting > queue.atFirst && nowMs - queue.sinceMs >= GROWING_SECONDS * 1000;
}
