import { trendMeans } from '../sample/mean-trend.js';
import { atSlot } from '../sample/slots.js';
import type { ObservationMemory } from './observation-memory.js';

/** The same, ready to be drawn: oldest first, null where nothing is known. */
export interface WorkerCharts {
  readonly busyRatios: readonly (number | null)[];
  readonly requestsPerSecond: readonly (number | null)[];
  readonly rssBytes: readonly (number | null)[];
}

/** Local time since when the worker has served nothing, as far as it was watched. */
export function idleSinceMs({ memory }: { readonly memory: ObservationMemory }, slot: number): number | null {
  return atSlot(memory.server?.workers ?? [], slot)?.idleSinceMs ?? null;
}

/** Local time of the reading that showed its last request to end; null: none was seen, undefined: not watched. */
export function finishedMs(
  { memory }: { readonly memory: ObservationMemory },
  slot: number,
): number | null | undefined {
  return atSlot(memory.server?.workers ?? [], slot)?.finishedMs;
}

/** Local time when that counter of the worker last grew; null: not since attach. */
export function troubleMs(
  { memory }: { readonly memory: ObservationMemory },
  slot: number,
  counter: 'exceptions' | 'harakiri',
): number | null {
  const worker = atSlot(memory.server?.workers ?? [], slot);
  return (counter === 'exceptions' ? worker?.exceptionsMs : worker?.harakiriMs) ?? null;
}

/** Of the worker with that slot; null where it was not watched. */
export function workerCharts(
  { memory }: { readonly memory: ObservationMemory },
  slot: number,
): WorkerCharts | null {
  const trends = atSlot(memory.server?.workers ?? [], slot)?.trends;
  if (trends === undefined) return null;
  return {
    busyRatios: trendMeans(trends.busy),
    requestsPerSecond: trendMeans(trends.requests),
    rssBytes: trendMeans(trends.rss),
  };
}
