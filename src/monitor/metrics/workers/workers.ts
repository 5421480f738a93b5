import type { Secrets } from '../../text/redact.js';
import { type FlightClock, flightsOf, type Sighting } from '../lives/flights.js';
import {
  growthOf,
  meanLatency,
  respawnsOf,
  type WorkerGrowth,
  type WorkerInterval,
} from '../lives/growth.js';
import type { LeftoverFlag } from '../lives/leftover-flags.js';
import { isAlive } from '../lives/lives.js';
import { byAge, type PatienceOf } from '../lives/requests.js';
import {
  countOf,
  flagOf,
  idOf,
  millisecondsOf,
  perSecond,
  pidOf,
  positiveOf,
  sumOf,
} from '../sample/counters.js';
import { isOverdue } from '../sample/long-requests.js';
import { trendRatios } from '../sample/mean-trend.js';
import type { CoreSample, RequestSample, WorkerSample, WorkerState } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import { workerApps } from './apps.js';
import { coreIntervals, coreRequests, coreSamples } from './cores.js';
import { memorySurge } from './memory-surge.js';
import { trendPerHour } from './memory-trend.js';
import { isHeldBySignal } from './signal-handling.js';
import { nextWatched, usualLatency, type WatchedWorker } from './watched-worker.js';
import { type WorkerBusy, workerBusy } from './worker-busy.js';
import { isUp, workerState } from './worker-states.js';

export interface WorkerFindings {
  readonly sample: WorkerSample;
  readonly watched: WatchedWorker;
  readonly growth: WorkerGrowth;
  /** null when unknown, or when the worker is no capacity. */
  readonly busy: WorkerBusy | null;
  /** Inside the handler of a signal for longer than a moment. */
  readonly inSignal: boolean;
}

/** Facts that all workers of a sample share. */
interface WorkerSetting {
  readonly patienceOf: PatienceOf;
  readonly secrets: Secrets;
  readonly clock: FlightClock;
  /** Time that connections have been waiting in a listen queue. */
  readonly queueSeconds: number;
  readonly thresholds: Thresholds;
}

/** Statements of the cores of a worker, taken apart before the clocks are compared. */
export interface Looks {
  readonly seen: readonly (Sighting | null)[];
  readonly leftover: readonly (LeftoverFlag | null)[];
}

export function observeWorker(
  interval: WorkerInterval,
  { seen, leftover }: Looks,
  before: WatchedWorker | null,
  setting: WorkerSetting,
): WorkerFindings {
  const { now, slot } = interval;
  const { nowMs } = setting.clock;
  const growth = growthOf(interval);
  const latencySeconds = meanLatency(growth.runningSeconds, growth.timedRequests);
  const usualSeconds = usualLatency(before, latencySeconds, now);
  const flights = flightsOf(seen, now, setting.clock, usualSeconds);
  const requests = coreRequests(slot, now, flights, setting);
  const inFlight = requests.filter((request) => request !== null).sort(byAge);
  const isServing = inFlight.length > 0 || now.status === 'busy' || (growth.requests ?? 0) > 0;
  const idleSinceMs = isServing ? nowMs : Math.min(nowMs, before?.idleSinceMs ?? nowMs);
  const state = stateOf(interval, inFlight, nowMs - idleSinceMs, setting);
  const cores = coreIntervals(interval, before?.flights ?? [], flights);
  const busy = isUp(state) ? workerBusy(interval, cores, growth.runningSeconds, state) : null;
  const uptimeSeconds = uptimeOf(interval, setting.clock);
  const watched = nextWatched(before, interval, {
    nowMs,
    leftover,
    flights,
    usualSeconds,
    state,
    growth,
    busyRatio: busy?.ratio ?? null,
    idleSinceMs,
    uptimeSeconds,
    ageSeconds: inFlight[0]?.ageSeconds ?? null,
  });
  const coreFindings = { state, requests, busySeconds: busy?.secondsByCore ?? null };
  const cored = coreSamples(interval, coreFindings, setting.thresholds);
  const facts = { state, inFlight, growth, latencySeconds, uptimeSeconds, busy, watched, cores: cored };
  return {
    sample: workerSample(interval, facts),
    watched,
    growth,
    busy,
    inSignal: state === 'sig' && isHeldBySignal(interval),
  };
}

function stateOf(
  { now }: WorkerInterval,
  inFlight: readonly RequestSample[],
  idleMs: number,
  { queueSeconds, thresholds }: WorkerSetting,
): WorkerState {
  const facts = {
    inFlight: now.cores === null ? null : inFlight.length,
    isStuck: inFlight.some((request) => isOverdue(request, thresholds.requestCriticalSeconds)),
    idleSeconds: idleMs / 1000,
    queueSeconds,
  };
  return workerState(now, facts, thresholds);
}

/** null for a worker without a process. */
function uptimeOf({ now }: WorkerInterval, clock: FlightClock): number | null {
  const spawnedAtMs = millisecondsOf(now.last_spawn);
  if (spawnedAtMs === null || !isAlive(now)) return null;
  return Math.max(0, clock.nowMs - clock.offsetMs - spawnedAtMs) / 1000;
}

interface WorkerFacts {
  readonly state: WorkerState;
  /** Oldest first. */
  readonly inFlight: readonly RequestSample[];
  readonly growth: WorkerGrowth;
  readonly latencySeconds: number | null;
  readonly uptimeSeconds: number | null;
  readonly busy: WorkerBusy | null;
  readonly watched: WatchedWorker;
  readonly cores: readonly CoreSample[];
}

function workerSample(interval: WorkerInterval, facts: WorkerFacts): WorkerSample {
  const { now, slot, seconds } = interval;
  const { growth, watched } = facts;
  const running = countOf(now.running_time);
  const lastResponse = positiveOf(now.avg_rt);
  return {
    slot,
    id: idOf(now.id),
    pid: pidOf(now.pid),
    state: facts.state,
    status: now.status,
    accepting: isUp(facts.state) || facts.state === 'start' ? flagOf(now.accepting) : false,
    coresTotal: now.cores === null ? null : now.cores.length,
    coresBusy: now.cores === null ? null : facts.inFlight.length,
    busyRatio: facts.busy?.ratio ?? null,
    busyTrend: trendRatios(watched.busyTrend),
    latencySeconds: facts.latencySeconds,
    ageSeconds: facts.inFlight[0]?.ageSeconds ?? null,
    longestSeconds: watched.longestSeconds,
    requestsTotal: countOf(now.requests),
    requestsPerSecond: perSecond(growth.requests, seconds),
    exceptionsTotal: countOf(now.exceptions),
    exceptionsPerSecond: perSecond(growth.exceptions, seconds),
    answers5xxTotal: countOf(now.answers?.['5xx'] ?? null),
    answers5xxPerSecond: perSecond(growth.answers['5xx'], seconds),
    requestsSinceSpawn: countOf(now.delta_requests),
    writeErrorsTotal: sumOf(facts.cores, (core) => core.writeErrorsTotal),
    readErrorsTotal: sumOf(facts.cores, (core) => core.readErrorsTotal),
    harakiriTotal: countOf(now.harakiri_count),
    respawns: respawnsOf(now),
    signalsTotal: countOf(now.signals),
    signalQueue: countOf(now.signal_queue),
    txBytesTotal: countOf(now.tx),
    txBytesPerSecond: perSecond(growth.txBytes, seconds),
    rssBytes: positiveOf(now.rss),
    vszBytes: positiveOf(now.vsz),
    ussBytes: positiveOf(now.uss),
    pssBytes: positiveOf(now.pss),
    rssBytesPerHour: memorySurge(watched.memorySurge)?.bytesPerHour ?? trendPerHour(watched.memoryTrend),
    runningSeconds: running === null ? null : running / 1e6,
    lastResponseSeconds: lastResponse === null ? null : lastResponse / 1e6,
    spawnedAtMs: millisecondsOf(now.last_spawn),
    uptimeSeconds: facts.uptimeSeconds,
    apps: workerApps(interval),
    cores: facts.cores,
    now: facts.inFlight[0] ?? null,
  };
}
