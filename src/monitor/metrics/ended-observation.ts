import { statsDocumentFrom } from '../../stats/parse.js';
import { NO_TRAFFIC } from './carried/learned-traffic.js';
import type { ObservationMemory } from './carried/observation-memory.js';
import { NO_EVENT_MEMORY } from './events/memory.js';
import type { Observation, Observed } from './observation.js';

/** A moment that nothing follows: the end of a recording. */
export function endedObservation(observed: Observed): Observation {
  const { timeMs, reading } = observed.sample;
  const memory: ObservationMemory = {
    attachedAtMs: timeMs,
    reading: { ...reading, receivedAtMs: timeMs, document: NO_DOCUMENT, more: false },
    restarted: null,
    server: null,
    nodeFailures: new Map(),
    keysGone: new Map(),
    stopped: [],
    events: NO_EVENT_MEMORY,
    traffic: NO_TRAFFIC,
  };
  return { ...observed, memory };
}

const NO_DOCUMENT = statsDocumentFrom({ workers: [] });
