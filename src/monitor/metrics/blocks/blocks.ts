/** The blocks beside the workers: read out of the document, compared with the reading before of the same life. */
import { type MasterBlocks, masterBlocksFrom } from '../../../stats/master-blocks.js';
import type { WorkersDocument } from '../../../stats/schema.js';
import type { BlockSamples } from '../sample/block-samples.js';
import { pidOf } from '../sample/counters.js';
import { cacheSamples } from './caches.js';
import { cronSamples } from './crons.js';
import { observeDaemons, type WatchedDaemon } from './daemons.js';
import { legionSamples } from './legions.js';
import { observeLocks, type WatchedLock } from './locks.js';
import { metricSamples } from './metric-values.js';
import { spoolerSamples } from './spoolers.js';

/** State kept for the next reading. */
export interface WatchedBlocks {
  readonly wire: Pick<MasterBlocks, 'caches' | 'spoolers'>;
  readonly metrics: BlockSamples['metrics'];
  readonly daemons: readonly WatchedDaemon[];
  readonly locks: readonly WatchedLock[];
}

interface BlocksReading {
  readonly document: WorkersDocument;
  readonly nowMs: number;
  /** Local time less the server's. */
  readonly offsetMs: number;
  /** Of the server's time zone, where it is known. */
  readonly utcOffsetMinutes: number | null;
  /** Since the reading before of the same life of the server; null: there was none. */
  readonly seconds: number | null;
}

export function observeBlocks(
  reading: BlocksReading,
  watched: WatchedBlocks | null,
): { readonly samples: BlockSamples; readonly watched: WatchedBlocks } {
  const { document, nowMs, offsetMs, seconds, utcOffsetMinutes } = reading;
  const wire = masterBlocksFrom(document.extra);
  const legions = wire.legions === null ? null : legionSamples(wire.legions, nowMs - offsetMs);
  const cronSetting = { nowMs, offsetMs, utcOffsetMinutes, legions: legions ?? [] };
  const daemons = observeDaemons(wire.daemons ?? [], watched?.daemons ?? [], nowMs);
  const locks = observeLocks(wire.locks ?? [], watched?.locks ?? [], holdersIn(document, wire), nowMs);
  const samples: BlockSamples = {
    ...countedSamples(wire, watched, seconds),
    crons: wire.crons && cronSamples(wire.crons, cronSetting),
    daemons: wire.daemons && daemons.samples,
    locks: wire.locks && locks.samples,
    legions,
  };
  return {
    samples,
    watched: {
      wire: { caches: wire.caches, spoolers: wire.spoolers },
      metrics: samples.metrics,
      daemons: daemons.watched,
      locks: locks.watched,
    },
  };
}

/** Those with rates, which need the reading before. */
function countedSamples(
  wire: MasterBlocks,
  watched: WatchedBlocks | null,
  seconds: number | null,
): Pick<BlockSamples, 'caches' | 'spoolers' | 'metrics'> {
  const before = watched?.wire ?? null;
  return {
    caches: wire.caches && cacheSamples(wire.caches, before?.caches ?? null, seconds),
    spoolers: wire.spoolers && spoolerSamples(wire.spoolers, before?.spoolers ?? null, seconds),
    metrics: wire.metrics && metricSamples(wire.metrics, watched?.metrics ?? null, seconds),
  };
}

function holdersIn(document: WorkersDocument, wire: MasterBlocks) {
  return {
    masterPid: pidOf(document.pid),
    workers: document.workers,
    spoolerPids: (wire.spoolers ?? []).map((spooler) => pidOf(spooler.pid)),
  };
}
