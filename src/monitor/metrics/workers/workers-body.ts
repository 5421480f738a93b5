/** The master's document as a sample: the steps of one reading, in their order. */

import type { WorkerStats, WorkersDocument } from '../../../stats/schema.js';
import { tsgiStatsFrom } from '../../../stats/tsgi-block.js';
import type { Secrets } from '../../text/redact.js';
import { observeBlocks } from '../blocks/blocks.js';
import { workersBySlot } from '../lives/believable.js';
import { type ClockOffset, narrowOffset, offsetMs, UNKNOWN_OFFSET } from '../lives/clock-offset.js';
import { evidenceOf, sightings } from '../lives/flights.js';
import { leftoverFlags } from '../lives/leftover-flags.js';
import { byAge, type PatienceOf } from '../lives/requests.js';
import type { BlockSamples } from '../sample/block-samples.js';
import { maxOf, millisecondsOf, positiveOf } from '../sample/counters.js';
import type {
  Peaks,
  RequestSample,
  SocketSample,
  Totals,
  WorkerSample,
  WorkersBody,
} from '../sample/sample.js';
import { bySlot, slotsOf } from '../sample/slots.js';
import type { Thresholds } from '../sample/thresholds.js';
import { isWithoutApp } from './app-missing.js';
import { appTotals } from './apps.js';
import { nextIncidents, nextPeaks, respawnsCounted } from './incidents.js';
import { recentCapacity } from './recent-busy.js';
import { nextSignalQueue } from './signal-queue.js';
import { fullestSocket, type ListenQueue, observeSockets, type SocketFindings } from './sockets.js';
import { nextStreaks } from './streaks.js';
import { nextToldLatency, percentilesOf } from './told-latency.js';
import { totalsOf } from './totals.js';
import type { WatchedServer } from './watched-server.js';
import type { WatchedWorker } from './watched-worker.js';
import { type Looks, observeWorker, type WorkerFindings } from './workers.js';

/** A reading and what it may be compared with. */
interface WorkersReading {
  /** The kernel's queues of unix sockets, where it was asked together with the document. */
  readonly listenQueues: ReadonlyMap<string, ListenQueue>;
  readonly patienceOf: PatienceOf;
  readonly secrets: Secrets;
  readonly document: WorkersDocument;
  readonly nowMs: number;
  /** The previous document, if it is of the same life of the server. */
  readonly before: { readonly document: WorkersDocument; readonly timeMs: number } | null;
  /** Since then; null where time did not pass forwards. */
  readonly seconds: number | null;
  /** Of the server's time zone, minutes east of UTC; null where it is not known. */
  readonly utcOffsetMinutes: number | null;
}

interface WorkersFindings {
  readonly body: WorkersBody;
  readonly watched: WatchedServer;
}

export function observeWorkers(
  reading: WorkersReading,
  watched: WatchedServer | null,
  thresholds: Thresholds,
): WorkersFindings {
  const { document, nowMs, before } = reading;
  const sockets = observeSockets(reading, watched?.sockets ?? []);
  const { findings, clock } = findWorkers(reading, watched, sockets, thresholds);
  const growths = findings.map(({ growth }) => growth);
  const incidents = nextIncidents(watched?.incidents ?? null, growths, nowMs);
  const toldLatency = nextToldLatency(
    before === null ? null : (watched?.toldLatency ?? null),
    tsgiStatsFrom(document.extra)?.latency_buckets ?? [],
    nowMs,
  );
  const ownTotals = totalsOf({
    workers: findings,
    sockets: sockets.samples,
    listenQueue: document.sockets === null ? positiveOf(document.listen_queue) : null,
    seconds: reading.seconds,
    percentiles: percentilesOf(toldLatency),
    harakiriLastSeenMs: incidents.harakiriLastSeenMs,
    respawnsLast15Minutes: watched === null ? null : respawnsCounted(incidents),
  });
  const streaks = nextStreaks(watched?.streaks ?? null, ownTotals, youngestSeconds(findings), thresholds, {
    nowMs,
    seconds: before === null ? null : reading.seconds,
  });
  const coresEach = maxOf(findings, ({ sample }) => sample.coresTotal);
  const totals = { ...ownTotals, capacityPerSecond: recentCapacity(streaks.recent, coresEach, nowMs) };
  const blocks = observeBlocks(
    { ...reading, offsetMs: offsetMs(clock), seconds: before === null ? null : reading.seconds },
    before === null ? null : (watched?.blocks ?? null),
  );
  const peaks = nextPeaks(watched?.peaks ?? null, totals, nowMs);
  const next: WatchedServer = {
    clock,
    startedAtMs: startedAt(document.workers, before === null ? null : watched),
    workers: findings.map((one) => one.watched),
    sockets: sockets.watched,
    blocks: blocks.watched,
    incidents,
    peaks,
    toldLatency,
    ...servingFacts(document, watched, totals, nowMs),
    streaks,
  };
  return { body: bodyOf(findings, totals, sockets.samples, blocks.samples, peaks), watched: next };
}

type ServingFacts = Pick<WatchedServer, 'hadApps' | 'withoutApp' | 'hasServed' | 'signalQueue'>;

function servingFacts(
  document: WorkersDocument,
  before: WatchedServer | null,
  totals: Totals,
  nowMs: number,
): ServingFacts {
  const listsApps = document.workers.some(({ apps }) => apps !== null && apps.length > 0);
  const hadApps = before?.hadApps === true || listsApps;
  return {
    hadApps,
    withoutApp: isWithoutApp(document, hadApps),
    hasServed: before?.hasServed === true || (totals.requestsTotal ?? 0) > 0,
    signalQueue: nextSignalQueue(before?.signalQueue ?? null, document, nowMs),
  };
}

/** Every worker by itself, after the clocks have been compared over all of them. */
function findWorkers(
  reading: WorkersReading,
  watched: WatchedServer | null,
  sockets: SocketFindings,
  thresholds: Thresholds,
): { readonly findings: readonly WorkerFindings[]; readonly clock: ClockOffset } {
  const { document, nowMs, before, seconds } = reading;
  const slots = slotsOf(document.workers);
  const keptBySlot = bySlot(keptWorkers(reading, watched));
  const kept = slots.map((slot) => keptBySlot.get(slot) ?? null);
  const earlier = workersBySlot(before?.document ?? null);
  const previousMs = before !== null && before.timeMs <= nowMs ? before.timeMs : Number.NEGATIVE_INFINITY;
  const previous = { timeMs: previousMs, offsetMs: offsetMs(watched?.clock ?? UNKNOWN_OFFSET) };
  const looks = document.workers.map((worker, index) => looksAt(worker, kept[index] ?? null, previous));
  const clock = clockOf(looks, watched, { nowMs, previousMs });
  const setting = {
    clock: { nowMs, previousMs, offsetMs: offsetMs(clock) },
    patienceOf: reading.patienceOf,
    secrets: reading.secrets,
    queueSeconds: queueSeconds(sockets, watched, nowMs),
    thresholds,
  };
  const findings = document.workers.map((now, index) => {
    const slot = slots[index] ?? index + 1;
    const interval = { slot, before: earlier.get(slot) ?? null, now, seconds };
    return observeWorker(interval, looks[index] ?? NOTHING_SEEN, kept[index] ?? null, setting);
  });
  return { findings, clock };
}

const NOTHING_SEEN: Looks = { seen: [], leftover: [] };

function looksAt(
  worker: WorkerStats,
  kept: WatchedWorker | null,
  previous: Parameters<typeof leftoverFlags>[3],
): Looks {
  const flights = kept?.flights ?? [];
  const leftover = leftoverFlags(worker, flights, kept?.leftover ?? [], previous);
  return { seen: sightings(worker, flights, leftover), leftover };
}

function bodyOf(
  findings: readonly WorkerFindings[],
  totals: Totals,
  sockets: readonly SocketSample[],
  blocks: BlockSamples,
  peaks: Peaks,
): WorkersBody {
  const workers = findings.map(({ sample }) => sample);
  return {
    totals,
    workers,
    apps: appTotals(workers.map((worker) => worker.apps)),
    sockets,
    requests: allRequests(workers),
    blocks,
    peaks,
  };
}

/**
 * State of each worker that still holds. A new life of the server, or a clock that was set back, ends every
 * request that was followed; what was seen since attach stays.
 */
function keptWorkers(
  { before, nowMs }: WorkersReading,
  watched: WatchedServer | null,
): readonly WatchedWorker[] {
  if (watched === null) return [];
  if (before !== null && before.timeMs <= nowMs) return watched.workers;
  return watched.workers.map((worker) => ({
    ...worker,
    flights: [],
    leftover: [],
    idleSinceMs: nowMs,
    downSinceMs: null,
    respawnsWhileDown: 0,
  }));
}

function clockOf(
  looks: readonly Looks[],
  watched: WatchedServer | null,
  { nowMs, previousMs }: { nowMs: number; previousMs: number },
): ClockOffset {
  const evidence = looks.flatMap(({ seen }) => evidenceOf(seen, previousMs));
  const known = watched === null || previousMs === Number.NEGATIVE_INFINITY ? UNKNOWN_OFFSET : watched.clock;
  return narrowOffset(known, evidence, nowMs);
}

/** Time that connections have been waiting, up to now. */
function queueSeconds(sockets: SocketFindings, watched: WatchedServer | null, nowMs: number): number {
  const sinceMs = watched?.streaks.queuedSinceMs ?? null;
  const isQueued = (fullestSocket(sockets.samples)?.queue ?? 0) > 0;
  return isQueued && sinceMs !== null ? Math.max(0, nowMs - sinceMs) / 1000 : 0;
}

function youngestSeconds(findings: readonly WorkerFindings[]): number | null {
  let youngest: number | null = null;
  for (const { sample } of findings) {
    for (const { ageSeconds } of sample.cores)
      if (ageSeconds !== null) youngest = Math.min(youngest ?? ageSeconds, ageSeconds);
  }
  return youngest;
}

function allRequests(workers: readonly WorkerSample[]): readonly RequestSample[] {
  const requests: RequestSample[] = [];
  for (const { cores } of workers) {
    for (const { now } of cores) if (now !== null) requests.push(now);
  }
  return requests.sort(byAge);
}

function startedAt(workers: readonly WorkerStats[], watched: WatchedServer | null): number | null {
  let earliest = watched?.startedAtMs ?? null;
  for (const worker of workers) {
    const spawnedAtMs = millisecondsOf(worker.last_spawn);
    if (spawnedAtMs !== null && (earliest === null || spawnedAtMs < earliest)) earliest = spawnedAtMs;
  }
  return earliest;
}
