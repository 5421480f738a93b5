import { greater } from '../sample/counters.js';
import type { Peaks, Totals } from '../sample/sample.js';

export function nextPeaks(before: Peaks | null, totals: Totals, nowMs: number): Peaks {
  return {
    sinceMs: before?.sinceMs ?? nowMs,
    queue: greater(before?.queue ?? null, totals.queue),
    inFlight: greater(before?.inFlight ?? null, totals.inFlight),
    oldestRequestSeconds: greater(before?.oldestRequestSeconds ?? null, totals.oldestRequestSeconds),
    rssBytes: greater(before?.rssBytes ?? null, totals.rssBytes),
  };
}
