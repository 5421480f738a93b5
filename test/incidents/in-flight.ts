// The raw stats, read without the monitor's metrics.

import type { WorkerStats, WorkersDocument } from '../../src/stats/schema.js';

export function urisInFlight(document: WorkersDocument): readonly string[] {
  return document.workers
    .filter((worker) => worker.accepting !== 0 && worker.pid !== 0)
    .flatMap(({ cores }) => cores ?? [])
    .filter(({ in_request }) => in_request === 1)
    .map(({ vars }) => vars?.find((entry) => entry.startsWith('REQUEST_URI='))?.slice(12) ?? '');
}

export function inFlightOf(document: WorkersDocument, path: string): number {
  return urisInFlight(document).filter((uri) => uri.startsWith(path)).length;
}

export function sumOver(document: WorkersDocument, value: (worker: WorkerStats) => number | null): number {
  return document.workers.reduce((sum, worker) => sum + (value(worker) ?? 0), 0);
}
