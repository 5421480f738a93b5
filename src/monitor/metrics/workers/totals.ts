import { meanLatency, type WorkerGrowth } from '../lives/growth.js';
import { greater, perSecond, sumOf } from '../sample/counters.js';
import type { SocketSample, Totals, WorkerSample, WorkerState } from '../sample/sample.js';
import { fullestSocket } from './sockets.js';
import type { Percentiles } from './told-latency.js';
import { isUp } from './worker-states.js';
import type { WorkerFindings } from './workers.js';

interface TotalsInput {
  readonly workers: readonly WorkerFindings[];
  readonly sockets: readonly SocketSample[];
  /** The greatest queue of the server's sockets, for versions that do not list sockets. */
  readonly listenQueue: number | null;
  readonly seconds: number | null;
  /** Of all requests of the last seconds, where the server tells. */
  readonly percentiles: Percentiles | null;
  readonly harakiriLastSeenMs: number | null;
  readonly respawnsLast15Minutes: number | null;
}

/** Without the capacity, which needs more than this reading. */
export function totalsOf(input: TotalsInput): Totals {
  const samples = input.workers.map((findings) => findings.sample);
  const up = samples.filter((worker) => isUp(worker.state));
  const busyRatio = busyRatioOf(input.workers);
  const requestsPerSecond = sumOf(samples, (worker) => worker.requestsPerSecond);
  const queue = queueOf(input);
  return {
    workers: samples.length,
    workersUp: up.length,
    workersByState: countByState(samples),
    cores: sumWithNone(up, (worker) => worker.coresTotal),
    inFlight: sumWithNone(samples, (worker) => worker.coresBusy),
    inSignals: input.workers.filter(({ inSignal }) => inSignal).length,
    busyRatio,
    latencySeconds: latencyOf(input.workers),
    requestsTotal: sumOf(samples, (worker) => worker.requestsTotal),
    requestsPerSecond,
    exceptionsTotal: sumOf(samples, (worker) => worker.exceptionsTotal),
    exceptionsPerSecond: sumOf(samples, (worker) => worker.exceptionsPerSecond),
    answers2xxPerSecond: rateOf(input, ({ answers }) => answers['2xx']),
    answers3xxPerSecond: rateOf(input, ({ answers }) => answers['3xx']),
    answers4xxPerSecond: rateOf(input, ({ answers }) => answers['4xx']),
    answers5xxPerSecond: rateOf(input, ({ answers }) => answers['5xx']),
    p50Seconds: input.percentiles?.p50Seconds ?? null,
    p90Seconds: input.percentiles?.p90Seconds ?? null,
    p99Seconds: input.percentiles?.p99Seconds ?? null,
    staticPerSecond: rateOf(input, (growth) => growth.staticRequests),
    writeErrorsTotal: sumOf(samples, (worker) => worker.writeErrorsTotal),
    writeErrorsPerSecond: rateOf(input, (growth) => growth.writeErrors),
    readErrorsTotal: sumOf(samples, (worker) => worker.readErrorsTotal),
    readErrorsPerSecond: rateOf(input, (growth) => growth.readErrors),
    harakiriTotal: sumOf(samples, (worker) => worker.harakiriTotal),
    harakiriLastSeenMs: input.harakiriLastSeenMs,
    respawnsTotal: sumOf(samples, (worker) => worker.respawns),
    respawnsLast15Minutes: input.respawnsLast15Minutes,
    txBytesTotal: sumOf(samples, (worker) => worker.txBytesTotal),
    txBytesPerSecond: sumOf(samples, (worker) => worker.txBytesPerSecond),
    rssBytes: memoryOf(input.workers),
    rssBytesPerHour: sumOf(samples, (worker) => worker.rssBytesPerHour),
    ...queue,
    queueWaitSeconds: waitOf(queue.queue, requestsPerSecond),
    capacityPerSecond: null,
    oldestRequestSeconds: samples.reduce<number | null>(
      (oldest, worker) => greater(oldest, worker.ageSeconds),
      null,
    ),
  };
}

/**
 * Of all processes; one that has not been told of yet counts as the one before it. null while one of them was never told
 * of: a sum without it would look like less.
 */
function memoryOf(workers: readonly WorkerFindings[]): number | null {
  const alive = workers.filter(({ sample }) => sample.pid !== null);
  const sizes = alive.map(({ watched }) => watched.lastRssBytes);
  return sizes.length === 0 || sizes.includes(null) ? null : sumOf(sizes, (size) => size);
}

function countByState(samples: readonly WorkerSample[]): Partial<Record<WorkerState, number>> {
  const counts: Partial<Record<WorkerState, number>> = {};
  for (const { state } of samples) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** Like `sumOf`, but nothing to sum is 0, not unknown. */
function sumWithNone(
  workers: readonly WorkerSample[],
  value: (worker: WorkerSample) => number | null,
): number | null {
  return workers.length === 0 ? 0 : sumOf(workers, value);
}

/** Over the cores that are up: workers count by their cores. */
function busyRatioOf(workers: readonly WorkerFindings[]): number | null {
  let seconds = 0;
  let possible = 0;
  for (const { busy } of workers) {
    seconds += busy?.seconds ?? 0;
    possible += busy?.possible ?? 0;
  }
  return possible > 0 ? Math.min(1, seconds / possible) : null;
}

/** Only workers of which both numbers are known. */
function latencyOf(workers: readonly WorkerFindings[]): number | null {
  const known = workers.filter(
    ({ growth }) => growth.runningSeconds !== null && growth.timedRequests !== null,
  );
  return meanLatency(
    sumOf(known, ({ growth }) => growth.runningSeconds),
    sumOf(known, ({ growth }) => growth.timedRequests),
  );
}

function rateOf(input: TotalsInput, value: (growth: WorkerGrowth) => number | null): number | null {
  return perSecond(
    sumOf(input.workers, (findings) => value(findings.growth)),
    input.seconds,
  );
}

function queueOf({ sockets, listenQueue }: TotalsInput): Pick<Totals, 'queue' | 'queueLimit'> {
  const fullest = fullestSocket(sockets);
  return { queue: fullest?.queue ?? listenQueue, queueLimit: fullest?.queueLimit ?? null };
}

/** Little's law: how long the last in the queue will wait at the rate of now. */
function waitOf(queue: number | null, requestsPerSecond: number | null): number | null {
  if (queue === null || requestsPerSecond === null || requestsPerSecond <= 0) return null;
  return queue / requestsPerSecond;
}
