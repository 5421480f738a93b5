import type { Totals } from '../sample/sample.js';

/** Cores that can take nothing now: in a request or in the handler of a signal. null where the server hides cores. */
export function occupiedCores({ inFlight, cores, inSignals }: Totals): number | null {
  if (inFlight === null || cores === null) return null;
  return Math.min(cores, inFlight + (inSignals ?? 0));
}

export function isAllOccupied(totals: Totals): boolean {
  return totals.workersUp > 0 && totals.cores !== 0 && occupiedCores(totals) === totals.cores;
}
