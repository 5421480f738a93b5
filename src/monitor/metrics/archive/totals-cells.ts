/* The sums over a server and its highest values; there is one of each, so every number is kept as it is. */
import { type Peaks, type Totals, WORKER_STATES, type WorkerState } from '../sample/sample.js';
import { type Cell, exact, known, record } from './record.js';

/** Every state has its place; null where no worker is in it. */
const workersByState: Cell<Totals['workersByState']> = {
  write: (to, counts) => {
    for (const state of WORKER_STATES) to.exact(counts[state] ?? null);
  },
  read: (from) => {
    const counts: Partial<Record<WorkerState, number>> = {};
    for (const state of WORKER_STATES) {
      const count = from.exact();
      if (count !== null) counts[state] = count;
    }
    return counts;
  },
};

export const totals = record<Totals>({
  workers: known,
  workersUp: known,
  workersByState,
  requestsTotal: exact,
  requestsPerSecond: exact,
  exceptionsTotal: exact,
  exceptionsPerSecond: exact,
  cores: exact,
  inFlight: exact,
  inSignals: exact,
  busyRatio: exact,
  latencySeconds: exact,
  answers2xxPerSecond: exact,
  answers3xxPerSecond: exact,
  answers4xxPerSecond: exact,
  answers5xxPerSecond: exact,
  p50Seconds: exact,
  p90Seconds: exact,
  p99Seconds: exact,
  staticPerSecond: exact,
  writeErrorsTotal: exact,
  writeErrorsPerSecond: exact,
  readErrorsTotal: exact,
  readErrorsPerSecond: exact,
  harakiriTotal: exact,
  harakiriLastSeenMs: exact,
  respawnsTotal: exact,
  respawnsLast15Minutes: exact,
  txBytesTotal: exact,
  txBytesPerSecond: exact,
  rssBytes: exact,
  rssBytesPerHour: exact,
  queue: exact,
  queueLimit: exact,
  queueWaitSeconds: exact,
  capacityPerSecond: exact,
  oldestRequestSeconds: exact,
});

export const peaks = record<Peaks>({
  sinceMs: known,
  queue: exact,
  inFlight: exact,
  oldestRequestSeconds: exact,
  rssBytes: exact,
});
