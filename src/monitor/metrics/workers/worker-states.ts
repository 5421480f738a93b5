import type { WorkerStats } from '../../../stats/schema.js';
import { isAlive } from '../lives/lives.js';
import type { WorkerState } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';

interface WorkerFacts {
  /** Requests in flight; null when the server hides cores. */
  readonly inFlight: number | null;
  /** With a request that is older than it should be. */
  readonly isStuck: boolean;
  /** Time that it has been idle without serving anything, as far as it was watched. */
  readonly idleSeconds: number;
  /** Time that connections have been waiting in a listen queue. */
  readonly queueSeconds: number;
}

/** A queue that is not empty for this long is not just a burst between two ticks of the master. */
const QUEUE_PERSISTS_SECONDS = 5;

/**
 * Field guide 3.2. The server's own word is not enough: a dead worker goes on saying `idle`, `cheap` hides work, and
 * starting or stuck workers have no word at all.
 */
export function workerState(worker: WorkerStats, facts: WorkerFacts, thresholds: Thresholds): WorkerState {
  if (worker.status === 'cheap') return (facts.inFlight ?? 0) > 0 ? 'drain' : 'cheap';
  if (!isAlive(worker)) return stateWithoutProcess(worker);
  if (worker.accepting === 0) return 'start';
  if (isBusy(worker, facts)) return facts.isStuck ? 'stuck' : 'busy';
  if (worker.status === 'pause') return 'pause';
  if (isSignalWord(worker.status)) return 'sig';
  if (worker.status !== 'idle' && worker.status !== 'busy') return 'unknown';
  return isStalled(facts, thresholds) ? 'stall' : 'idle';
}

/** A server that has only just started has not come to all of its workers yet. */
function stateWithoutProcess({ last_spawn, respawn_count }: WorkerStats): WorkerState {
  return last_spawn === 0 && respawn_count === 0 ? 'start' : 'dead';
}

/** `sig17`: the number of a uwsgi signal is a byte. */
export function isSignalWord(status: string | null): boolean {
  const number = /^sig(\d{1,3})$/.exec(status ?? '')?.[1];
  return number !== undefined && Number(number) <= 255;
}

export function coreState(worker: WorkerState, inRequest: boolean, isOverdue: boolean): WorkerState {
  if (!inRequest) return restingState(worker);
  if (worker === 'drain') return 'drain';
  return isOverdue ? 'stuck' : 'busy';
}

/** A worker in this state takes requests: it counts as capacity. */
export function isUp(state: WorkerState): boolean {
  return state !== 'cheap' && state !== 'drain' && state !== 'dead' && state !== 'start';
}

/** Which core of several runs the handler of a signal nobody knows. A core without a request shares what concerns the whole worker, not what its siblings do. */
function restingState(worker: WorkerState): WorkerState {
  if (worker === 'drain') return 'cheap';
  return worker === 'busy' || worker === 'stuck' ? 'idle' : worker;
}

/** Where cores are known they decide: `busy` may be left over from a process that was killed. */
function isBusy(worker: WorkerStats, facts: WorkerFacts): boolean {
  return facts.inFlight === null ? worker.status === 'busy' : facts.inFlight > 0;
}

function isStalled(facts: WorkerFacts, thresholds: Thresholds): boolean {
  return facts.idleSeconds >= thresholds.stallSeconds && facts.queueSeconds >= QUEUE_PERSISTS_SECONDS;
}
