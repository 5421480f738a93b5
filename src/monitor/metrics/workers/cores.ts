import type { CoreStats, WorkerStats } from '../../../stats/schema.js';
import type { CoreInterval } from '../lives/busy-time.js';
import type { Flight } from '../lives/flights.js';
import type { WorkerInterval } from '../lives/growth.js';
import { type RequestSetting, requestSample } from '../lives/requests.js';
import { countOf, growth, idOf, perSecond, pidOf } from '../sample/counters.js';
import { isOverdue } from '../sample/long-requests.js';
import type { CoreSample, RequestSample, WorkerState } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import { coreState, isUp } from './worker-states.js';

/** Activity of each core between two samples of one life. */
export function coreIntervals(
  { before, now }: WorkerInterval,
  flightsBefore: readonly (Flight | null)[],
  flightsNow: readonly (Flight | null)[],
): readonly CoreInterval[] {
  return (now.cores ?? []).map((core, index) => {
    const earlier = before?.cores?.[index];
    const flight = flightsNow[index] ?? null;
    const previous = flightsBefore[index] ?? null;
    return {
      before: previous,
      now: flight,
      continued: flight !== null && previous !== null && flight.firstSeenMs === previous.firstSeenMs,
      finished: earlier === undefined ? 0 : timedRequests(earlier, core),
    };
  });
}

interface CoreFindings {
  readonly state: WorkerState;
  /** By core. */
  readonly requests: readonly (RequestSample | null)[];
  /** By core; null where no interval was watched. */
  readonly busySeconds: readonly number[] | null;
}

/** The worker's cores as they are shown. */
export function coreSamples(
  { slot, before, now, seconds }: WorkerInterval,
  { state, requests, busySeconds }: CoreFindings,
  thresholds: Thresholds,
): readonly CoreSample[] {
  return (now.cores ?? []).map((core, index) => {
    const request = requests[index] ?? null;
    const grown = growth(before?.cores?.[index]?.requests, core.requests);
    return {
      slot,
      id: idOf(core.id) ?? index,
      state: coreState(
        state === 'sig' && now.cores?.length !== 1 ? 'idle' : state,
        request !== null,
        request !== null && isOverdue(request, thresholds.requestCriticalSeconds),
      ),
      busyRatio: isUp(state) ? ratioOf(busySeconds?.[index] ?? null, seconds) : null,
      requestsTotal: countOf(core.requests),
      requestsPerSecond: perSecond(grown, seconds),
      staticTotal: countOf(core.static_requests),
      routedTotal: countOf(core.routed_requests),
      offloadedTotal: countOf(core.offloaded_requests),
      writeErrorsTotal: countOf(core.write_errors),
      readErrorsTotal: countOf(core.read_errors),
      inRequest: core.in_request === null && request === null ? null : request !== null,
      ageSeconds: request?.ageSeconds ?? null,
      now: request,
    };
  });
}

/** By core, null where nothing is in flight. */
export function coreRequests(
  slot: number,
  worker: WorkerStats,
  flights: readonly (Flight | null)[],
  setting: RequestSetting,
): readonly (RequestSample | null)[] {
  return flights.map((flight, index) => {
    const core = worker.cores?.[index];
    if (flight === null || core === undefined) return null;
    return requestSample(slot, idOf(core.id) ?? index, pidOf(worker.pid), flight, core.vars, setting);
  });
}

function timedRequests(before: CoreStats, now: CoreStats): number {
  const requests = growth(before.requests, now.requests) ?? 0;
  const fromFiles = growth(before.static_requests, now.static_requests) ?? 0;
  return Math.max(0, requests - fromFiles);
}

function ratioOf(busySeconds: number | null, seconds: number | null): number | null {
  return busySeconds === null || seconds === null ? null : Math.min(1, busySeconds / seconds);
}
