/** Happenings between two samples: workers that were killed for their slowness, and processes that were replaced. */
import { byAge } from '../lives/requests.js';
import type { RequestSample, Sample, WorkerSample } from '../sample/sample.js';
import { bySlot } from '../sample/slots.js';
import type { EventInput, Harakiri } from './input.js';
import type { EventMemory, OomKills } from './memory.js';
import { type Respawn, respawnsBetween } from './respawn-cause.js';

export interface Happened {
  readonly harakiris: readonly Harakiri[];
  readonly respawns: readonly Respawn[];
  readonly stillKilled: EventMemory['killed'];
  readonly stillAsked: EventMemory['asked'];
}

/** A harakiri is counted when the signal is sent; the new process may be a second away. */
const KILLED_MS = 10_000;

export function happenedBetween(memory: EventMemory, input: EventInput): Happened {
  const before = workersIn(input.before);
  const now = workersIn(input.sample);
  const nowMs = input.sample.timeMs;
  const harakiris = harakirisBetween(before, now, input.sample.intervalSeconds ?? 0);
  const killed = [
    ...memory.killed.filter(({ timeMs }) => nowMs - timeMs < KILLED_MS),
    ...harakiris.map(({ slot }) => ({ slot, timeMs: nowMs })),
  ];
  const respawns = respawnsBetween(before, now, {
    killed: new Set(killed.map(({ slot }) => slot)),
    asked: memory.asked,
    reloadedMs: memory.reloadedMs,
    watched: input.serverBefore?.workers ?? [],
    replaced: input.server?.workers ?? [],
    tellsEnds: input.sample.server.product === 'tsgi',
    outOfMemory: memory.oom.lastMs !== null && nowMs - memory.oom.lastMs <= OOM_MS,
    ends: memory.ends.map(({ life }) => life),
    gone: memory.gone,
    countsAll: countsAllRequests(input.sample.server),
    queued: isQueued(input.before),
    finishedEach: (slot) => finishedEach(before, slot) * (input.before?.intervalSeconds ?? 0),
    seconds: input.sample.intervalSeconds ?? 0,
    nowMs,
  });
  const replaced = new Set(respawns.map(({ slot }) => slot));
  const isOpen = ({ slot }: { readonly slot: number }) => !replaced.has(slot);
  const stillAsked = memory.asked.filter((one) => isOpen(one) && one.untilMs >= nowMs);
  return { harakiris, respawns, stillKilled: killed.filter(isOpen), stillAsked };
}

/** The process that was killed is replaced a reading or two later. */
const OOM_MS = 5000;

export function nextOom(before: OomKills, { oomKills, sample }: EventInput): OomKills {
  if (oomKills === null) return before;
  const isNew = before.count !== null && oomKills > before.count;
  return { count: oomKills, lastMs: isNew ? sample.timeMs : before.lastMs };
}

export function workersIn(sample: Sample | null): readonly WorkerSample[] {
  return sample?.body.kind === 'workers' ? sample.body.workers.workers : [];
}

function harakirisBetween(
  before: readonly WorkerSample[],
  now: readonly WorkerSample[],
  unseenSeconds: number,
): readonly Harakiri[] {
  const earlierBySlot = bySlot(before);
  return now.flatMap((worker) => {
    const earlier = earlierBySlot.get(worker.slot);
    const count = (worker.harakiriTotal ?? 0) - (earlier?.harakiriTotal ?? worker.harakiriTotal ?? 0);
    if (earlier === undefined || count <= 0) return [];
    const [request = null, ...others] = killedRequests(earlier, worker);
    return [{ slot: worker.slot, count, request, others, unseenSeconds }];
  });
}

/** As old as the oldest within this: over the limit as well. */
const SAME_AGE_SECONDS = 1;

/**
 * Oldest first: what was in flight and has not been counted since. tsgi answers what is over the limit and counts it;
 * what was as old as the oldest shared its fate.
 */
function killedRequests(before: WorkerSample, now: WorkerSample): readonly RequestSample[] {
  const oldest = before.ageSeconds ?? 0;
  return before.cores
    .flatMap((core, index) => {
      if (core.now === null) return [];
      const isCounted = core.requestsTotal !== (now.cores[index]?.requestsTotal ?? null);
      const isOld = (core.now.ageSeconds ?? 0) >= oldest - SAME_AGE_SECONDS;
      return isOld || !isCounted ? [core.now] : [];
    })
    .sort(byAge);
}

/** uWSGI up to 2.0.30 may not count what ends while its worker goes; 2.0.31 and tsgi do. */
function countsAllRequests({ product, version }: Sample['server']): boolean {
  if (product === 'tsgi') return true;
  const patch = /^2\.0\.(\d+)/.exec(version ?? '')?.[1];
  return patch !== undefined && Number(patch) >= 31;
}

/** A second, by each worker but this one. */
function finishedEach(workers: readonly WorkerSample[], slot: number): number {
  const others = workers.filter((worker) => worker.slot !== slot);
  const finished = others.reduce((sum, { requestsPerSecond }) => sum + (requestsPerSecond ?? 0), 0);
  return finished / Math.max(1, others.length);
}

function isQueued(sample: Sample | null): boolean {
  return sample?.body.kind === 'workers' && (sample.body.workers.totals.queue ?? 0) > 0;
}
