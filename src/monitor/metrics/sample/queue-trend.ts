/** The listen queue of one socket over the last five minutes: the most that was seen in each five seconds. */
import { greater } from './counters.js';

export interface QueueTrend {
  /** Which five seconds the last step is, counted from the epoch. */
  readonly step: number;
  /** Oldest first; null where nothing is known. */
  readonly steps: readonly (number | null)[];
}

const STEP_MS = 5000;
const MAX_STEPS = 60;

export function extendQueueTrend(before: QueueTrend | null, nowMs: number, queue: number | null): QueueTrend {
  const step = Math.floor(nowMs / STEP_MS);
  if (before === null || step < before.step) return { step, steps: [queue] };
  const gap = Math.min(MAX_STEPS, step - before.step);
  if (gap === 0)
    return { step, steps: [...before.steps.slice(0, -1), greater(before.steps.at(-1) ?? null, queue)] };
  const missed = Array.from({ length: gap - 1 }, () => null);
  return { step, steps: [...before.steps, ...missed, queue].slice(-MAX_STEPS) };
}
