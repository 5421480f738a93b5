import { type Field, having } from '../fields/field.js';
import type { CoreRow, WorkerRow } from './row.js';
import { entry } from './worker-field.js';

/** Memory is counted by process: a core has none of its own. */
export const WORKER_MEMORY_FIELDS: readonly Field<WorkerRow | CoreRow>[] = [
  having(
    { tone: 'memory' },
    entry(
      'rss_bytes',
      'rss',
      'bytes',
      'Resident memory after the last finished request, if the server reports memory at all; not the present value',
      (worker) => worker.rssBytes,
    ),
  ),
  having(
    { tone: 'memory' },
    entry(
      'rss_bytes_per_hour',
      'rssrate',
      'bytes_per_hour',
      "Trend of the resident memory over this process's life as far as tstop watched it",
      (worker) => worker.rssBytesPerHour,
    ),
  ),
  entry(
    'vsz_bytes',
    'vsz',
    'bytes',
    'Address space after the last finished request; mostly not memory in use',
    (worker) => worker.vszBytes,
  ),
  entry(
    'uss_bytes',
    'uss',
    'bytes',
    'Memory that only this process uses; new servers only',
    (w) => w.ussBytes,
  ),
  entry(
    'pss_bytes',
    'pss',
    'bytes',
    'Memory with shared pages divided among their users; new servers only',
    (worker) => worker.pssBytes,
  ),
];
