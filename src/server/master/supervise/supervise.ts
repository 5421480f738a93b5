/**
 * The master's mind: `supervise(state, fact, now) → [state, orders]`, pure.
 *
 * A fact changes the state (`hear`), and then the state is compared with what should be (`settle`): every wanted
 * slot has a worker of its generation; a worker that is outgoing, or of an older generation, retires once the new one
 * of its slot accepts; a zygote that is no longer needed ends. Start, crash, reload, chain reload and recycling are all that
 * one comparison, so that none of them can leave a slot without a worker for longer than a fork takes.
 */
import { hearCommand } from './hear-command.js';
import {
  accepted,
  CRASH_MS,
  hearForked,
  hearStuck,
  hearWorkerExited,
  hearWorkerLoaded,
} from './hear-worker.js';
import { hearLoaded, hearZygoteExited, startZygote } from './hear-zygote.js';
import { reloadProgress } from './reload-progress.js';
import { settle } from './settle.js';
import type { Fact, Order, Supervision } from './supervision.js';
import { changeWorker, delaySlotOf, say, withoutWorker } from './supervision-changes.js';

type Step = readonly [state: Supervision, orders: readonly Order[]];

/**
 * @param now of a clock that stops while the master is stopped, so that no deadline passes meanwhile
 * @param wall Unix milliseconds, for what people are shown
 */
export function supervise(before: Supervision, fact: Fact, now: number, wall = now): Step {
  // The last processes end while the master waits for them: nothing follows from it.
  if (before.phase === 'ended') return [before, []];
  const orders: Order[] = [];
  const heard = hear(before, fact, now, orders);
  const settled = settle(heard, { now, wall }, orders);
  return [{ ...settled, reload: reloadProgress(before, settled, wall) }, orders];
}

function hear(state: Supervision, fact: Fact, now: number, orders: Order[]): Supervision {
  switch (fact.kind) {
    case 'started':
      return startZygote(state, 'start', null, now, orders);
    case 'zygote-loaded':
      return hearLoaded(state, fact, now, orders);
    case 'zygote-exited':
      return hearZygoteExited(state, fact, now, orders);
    case 'forked':
      return hearForked(state, fact.serial, fact.pid, orders);
    case 'fork-failed':
      say(orders, `fork(): ${fact.message}`);
      return withoutWorker(delaySlotOf(state, fact.serial, now + CRASH_MS), fact.serial);
    case 'worker-loaded':
      return hearWorkerLoaded(state, fact, orders);
    case 'connected':
      return changeWorker(state, fact.serial, (worker) => accepted({ ...worker, connected: true }));
    case 'worker-exited':
      return hearWorkerExited(state, fact, now, orders);
    case 'spent':
      return changeWorker(state, fact.serial, (worker) => ({ ...worker, spent: true }));
    case 'asked-to-go':
      return changeWorker(state, fact.serial, (worker) => ({ ...worker, unwanted: true }));
    case 'stuck':
      return hearStuck(state, fact.serial, orders);
    case 'drained':
      return { ...state, drained: true, phase: state.phase === 'draining' ? 'stopping' : state.phase };
    case 'command':
      return hearCommand(state, fact, now, orders);
    case 'tick':
      return state;
  }
}
