/* The sums over a server and its highest values; there is one of each, so every number is kept as it is. */
import type { Peaks, Totals, WorkerState } from '../sample/sample.js';
import type { CellReader, CellWriter } from './cells.js';

export const WORKER_STATES = [
  'idle',
  'busy',
  'stuck',
  'drain',
  'cheap',
  'start',
  'pause',
  'sig',
  'stall',
  'dead',
  'unknown',
] as const satisfies readonly WorkerState[];

export function writeTotals(cells: CellWriter, totals: Totals): void {
  cells.exact(totals.workers);
  cells.exact(totals.workersUp);
  for (const state of WORKER_STATES) cells.exact(totals.workersByState[state] ?? null);
  for (const key of NUMBERS) cells.exact(totals[key]);
}

export function readTotals(cells: CellReader): Totals {
  const workers = cells.known();
  const workersUp = cells.known();
  const workersByState: Partial<Record<WorkerState, number>> = {};
  for (const state of WORKER_STATES) {
    const count = cells.exact();
    if (count !== null) workersByState[state] = count;
  }
  const numbers = Object.fromEntries(NUMBERS.map((key) => [key, cells.exact()]));
  // Every key of them has its value.
  return { workers, workersUp, workersByState, ...(numbers as unknown as TotalNumbers) };
}

type TotalNumbers = Omit<Totals, 'workers' | 'workersUp' | 'workersByState'>;

/** As a record, so that a number that is new in the totals has to be named here. */
const NUMBER_KEYS: Readonly<Record<keyof TotalNumbers, true>> = {
  requestsTotal: true,
  requestsPerSecond: true,
  exceptionsTotal: true,
  exceptionsPerSecond: true,
  cores: true,
  inFlight: true,
  busyRatio: true,
  latencySeconds: true,
  staticPerSecond: true,
  writeErrorsTotal: true,
  writeErrorsPerSecond: true,
  readErrorsTotal: true,
  readErrorsPerSecond: true,
  harakiriTotal: true,
  harakiriLastSeenMs: true,
  respawnsTotal: true,
  respawnsLast15Minutes: true,
  txBytesTotal: true,
  txBytesPerSecond: true,
  rssBytes: true,
  rssBytesPerHour: true,
  queue: true,
  queueLimit: true,
  queueWaitSeconds: true,
  capacityPerSecond: true,
  oldestRequestSeconds: true,
};
const NUMBERS = Object.keys(NUMBER_KEYS) as (keyof TotalNumbers)[];

export function writePeaks(cells: CellWriter, peaks: Peaks): void {
  cells.exact(peaks.sinceMs);
  cells.exact(peaks.queue);
  cells.exact(peaks.inFlight);
  cells.exact(peaks.oldestRequestSeconds);
  cells.exact(peaks.rssBytes);
}

export function readPeaks(cells: CellReader): Peaks {
  return {
    sinceMs: cells.known(),
    queue: cells.exact(),
    inFlight: cells.exact(),
    oldestRequestSeconds: cells.exact(),
    rssBytes: cells.exact(),
  };
}
