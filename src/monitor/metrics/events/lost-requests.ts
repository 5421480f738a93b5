/**
 * Fate of the requests of a process that has ended. With several threads uWSGI up to 2.0.30 does not count requests
 * that end while their worker goes, so one that was never counted may have been answered all the same.
 */
import type { RequestSample, WorkerSample } from '../sample/sample.js';

export interface Loss {
  /**
   * `certain`: they died with the process. `drained`: the worker took nothing more and had the time to finish them.
   * `possible`: unknown.
   */
  readonly kind: 'none' | 'certain' | 'drained' | 'possible';
  /** The oldest of those that were never counted. */
  readonly oldest: RequestSample | null;
  readonly count: number;
}

interface LossFacts {
  /** Between the sample that still showed them and the one that showed the new process. */
  readonly seconds: number;
  /** Usual duration of requests of this worker. */
  readonly usualSeconds: number | null;
  /** By the old process since the sample before; null: not known. */
  readonly finishedByOld: number | null;
  /** The server counts every request, also while a worker goes. */
  readonly countsAll: boolean;
  readonly queued: boolean;
  /** Requests that the other workers finished on average in the interval before, so that this one was due for some, too. */
  readonly othersFinished: number;
}

export function lossBetween(before: WorkerSample, now: WorkerSample, facts: LossFacts): Loss {
  // The core's counter goes on with the new process, which may have finished something by now.
  const countedNone = facts.finishedByOld === 0;
  const lost = before.cores.flatMap((core, index) =>
    countedNone || isUncounted(before, now, index) ? (core.now ?? []) : [],
  );
  const oldest = lost.reduce<RequestSample | null>(
    (known, request) => (known === null || ageOf(request) > ageOf(known) ? request : known),
    null,
  );
  return { kind: kindOf(lost, before, facts), oldest, count: lost.length };
}

/** In flight before, and its core has not counted it since; where the counter is not known, nothing was lost. */
function isUncounted(before: WorkerSample, now: WorkerSample, index: number): boolean {
  const core = before.cores[index];
  const counted = now.cores[index]?.requestsTotal ?? null;
  return core?.now != null && core.requestsTotal !== null && core.requestsTotal === counted;
}

function kindOf(lost: readonly RequestSample[], before: WorkerSample, facts: LossFacts): Loss['kind'] {
  if (lost.length === 0) return 'none';
  if (facts.countsAll || (before.coresTotal ?? 1) <= 1) return 'certain';
  return isDraining(lost, before, facts) ? 'drained' : 'possible';
}

/** A share of the usual time after which a request may be over, and one after which it would be. */
const MAY_BE_OVER = 0.7;
const LONG_OVER = 1.3;
/** So many are no chance. */
const WAS_DUE = 2;

/** It took no request for a whole interval though it had a free core and others came, or its requests were over long before. */
function isDraining(lost: readonly RequestSample[], before: WorkerSample, facts: LossFacts): boolean {
  const { seconds, usualSeconds, queued, othersFinished } = facts;
  const youngest = Math.min(...lost.map(ageOf));
  const usual = usualSeconds ?? 0;
  if (youngest < seconds || youngest + seconds < MAY_BE_OVER * usual) return false;
  const hasRoom = (before.coresBusy ?? 0) < (before.coresTotal ?? 0) && othersFinished >= WAS_DUE;
  return hasRoom || queued || (usual > 0 && youngest > LONG_OVER * usual);
}

function ageOf({ ageSeconds }: RequestSample): number {
  return ageSeconds ?? 0;
}
