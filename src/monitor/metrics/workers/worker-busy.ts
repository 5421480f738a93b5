import { busySecondsByCore, type CoreInterval } from '../lives/busy-time.js';
import type { WorkerInterval } from '../lives/growth.js';
import type { WorkerState } from '../sample/sample.js';
import { handlingSeconds } from './signal-handling.js';

/** Busy share of a worker over an interval: requests, and handlers of signals, which take a core as well. */
export interface WorkerBusy {
  /** 0 to 1. */
  readonly ratio: number;
  /** By core; null when the server hides cores. */
  readonly secondsByCore: readonly number[] | null;
  /** Core-seconds (worker-seconds where cores are hidden): what was used, what there was. */
  readonly seconds: number;
  readonly possible: number;
}

/** null without an interval: first sample, full reload, clock set. */
export function workerBusy(
  interval: WorkerInterval,
  cores: readonly CoreInterval[],
  runningSeconds: number | null,
  state: WorkerState,
): WorkerBusy | null {
  if (interval.before === null || interval.seconds === null) return null;
  if (interval.now.cores === null)
    return state === 'unknown' ? null : busyByStatus(interval, interval.seconds);
  if (cores.length === 0) return null;
  const secondsByCore = [...busySecondsByCore(cores, runningSeconds, interval.seconds)];
  const possible = interval.seconds * cores.length;
  const seconds = Math.min(
    possible,
    secondsByCore.reduce((sum, one) => sum + one, handlingSeconds(interval)),
  );
  if (cores.length === 1) secondsByCore[0] = seconds;
  return { ratio: seconds / possible, secondsByCore, seconds, possible };
}

/**
 * With --stats-no-cores nobody knows how many requests a worker can run at once, so its running time is no share of
 * anything. Left is whether it was busy with at least one request at either end of the interval.
 */
function busyByStatus(interval: WorkerInterval, seconds: number): WorkerBusy {
  const ends = (interval.before?.status === 'busy' ? 1 : 0) + (interval.now.status === 'busy' ? 1 : 0);
  const ratio = Math.min(1, ends / 2 + handlingSeconds(interval) / seconds);
  return { ratio, secondsByCore: null, seconds: ratio * seconds, possible: seconds };
}
