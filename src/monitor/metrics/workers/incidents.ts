import type { WorkerGrowth } from '../lives/growth.js';
import { greater, sumOf } from '../sample/counters.js';
import type { Peaks, Totals } from '../sample/sample.js';
import type { Incidents } from './watched-server.js';

const WINDOW_MS = 15 * 60_000;

/** Counters that grew while we watched; the past before attach is not known. */
export function nextIncidents(
  before: Incidents | null,
  growths: readonly WorkerGrowth[],
  nowMs: number,
): Incidents {
  const respawned = sumOf(growths, (growth) => growth.respawns) ?? 0;
  const killed = sumOf(growths, (growth) => growth.harakiri) ?? 0;
  const recent = (before?.respawns ?? []).filter(
    ({ timeMs }) => timeMs > nowMs - WINDOW_MS && timeMs <= nowMs,
  );
  return {
    respawns: respawned > 0 ? [...recent, { timeMs: nowMs, count: respawned }] : recent,
    harakiriLastSeenMs: killed > 0 ? nowMs : (before?.harakiriLastSeenMs ?? null),
  };
}

export function respawnsCounted(incidents: Incidents): number {
  return incidents.respawns.reduce((sum, { count }) => sum + count, 0);
}

export function nextPeaks(before: Peaks | null, totals: Totals, nowMs: number): Peaks {
  return {
    sinceMs: before?.sinceMs ?? nowMs,
    queue: greater(before?.queue ?? null, totals.queue),
    inFlight: greater(before?.inFlight ?? null, totals.inFlight),
    oldestRequestSeconds: greater(before?.oldestRequestSeconds ?? null, totals.oldestRequestSeconds),
    rssBytes: greater(before?.rssBytes ?? null, totals.rssBytes),
  };
}
