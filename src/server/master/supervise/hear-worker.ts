/** State changes when a worker forks, loads, connects, gets stuck or ends. */
import type { WorkerExit } from '../../counting/ledger.js';
import { EXIT_NO_APP } from './hear-zygote.js';
import type { Fact, Order, Supervision, Worker } from './supervision.js';
import {
  adoptSettings,
  changeSlot,
  changeWorker,
  endNow,
  killWorker,
  say,
  withoutWorker,
} from './supervision-changes.js';

/** A worker that dies sooner than this after its fork did not get well by being started again. */
export const CRASH_MS = 1000;
const MAX_CRASH_DELAY_MS = 2000;

export function hearForked(state: Supervision, serial: number, pid: number, orders: Order[]): Supervision {
  const worker = state.workers.find((one) => one.serial === serial);
  if (worker === undefined) return state;
  const slot = state.slots[worker.slot - 1];
  const first = slot === undefined || slot.respawns <= 1;
  say(
    orders,
    first
      ? `spawned uWSGI worker ${worker.slot} (pid: ${pid}, cores: ${worker.threads})`
      : `Respawned uWSGI worker ${worker.slot} (new pid: ${pid})`,
  );
  if (worker.state === 'dying') orders.push({ kind: 'kill', serial, pid, dumpFirst: false });
  // Its cores may have connected before the zygote's word came through.
  return changeWorker(state, serial, (one) =>
    accepted({ ...one, pid, state: one.state === 'forking' ? 'starting' : one.state }),
  );
}

/** lazyApps only: a worker of new code that does not load must not replace one that works. */
export function hearWorkerLoaded(
  state: Supervision,
  fact: Extract<Fact, { kind: 'worker-loaded' }>,
  orders: Order[],
): Supervision {
  const worker = state.workers.find(({ serial }) => serial === fact.serial);
  if (worker === undefined) return state;
  const elder = state.workers.find(
    (one) => one.slot === worker.slot && one.generation < worker.generation && one.state === 'accepting',
  );
  if (fact.failed > 0 && elder !== undefined) {
    say(orders, '*** the new code could not be loaded: the old workers stay ***');
    return undoReload(state, worker.generation, elder.generation, orders);
  }
  if (fact.loaded === 0 && state.settings.needApp) {
    say(orders, '*** no app loaded. GAME OVER ***');
    if (!state.workers.some((one) => one.state === 'accepting')) return endNow(state, EXIT_NO_APP, orders);
    return killWorker(state, worker, orders);
  }
  if (fact.loaded === 0) say(orders, '*** no app loaded. going in full dynamic mode ***');
  return changeWorker(state, fact.serial, (one) => accepted({ ...one, loaded: true }));
}

function undoReload(state: Supervision, from: number, to: number, orders: Order[]): Supervision {
  let undone: Supervision = {
    ...state,
    chain: null,
    slots: state.slots.map((slot) => (slot.generation === from ? { ...slot, generation: to } : slot)),
  };
  const zygote = state.zygotes.find(({ generation }) => generation === to);
  if (zygote !== undefined) undone = adoptSettings(undone, zygote, orders);
  for (const worker of state.workers) {
    if (worker.generation === from) undone = killWorker(undone, worker, orders);
  }
  return undone;
}

export function accepted(worker: Worker): Worker {
  const ready = worker.connected && worker.loaded;
  return ready && worker.state === 'starting' ? { ...worker, state: 'accepting' } : worker;
}

export function hearWorkerExited(
  state: Supervision,
  fact: Extract<Fact, { kind: 'worker-exited' }>,
  now: number,
  orders: Order[],
): Supervision {
  const worker = state.workers.find(({ serial }) => serial === fact.serial);
  if (worker === undefined) return state;
  const pid = worker.pid ?? 0;
  const without = changeSlot(withoutWorker(state, fact.serial), worker.slot, (slot) => ({
    ...slot,
    lastExit: { pid, reason: reasonOf(worker), signal: fact.signal, code: fact.code },
  }));
  if (worker.state === 'retiring') {
    const seconds = Math.round((now - worker.since) / 1000);
    say(orders, `worker ${worker.slot} killed successfully (pid: ${pid})`);
    say(orders, `worker ${worker.slot} buried after ${seconds} seconds`);
    return without;
  }
  if (state.phase === 'stopping') return without;
  if (fact.signal === 11) say(orders, `!!! uWSGI process ${pid} got Segmentation Fault !!!`);
  const cause = fact.signal === null ? '' : `, killed by signal ${fact.signal}`;
  say(orders, `DAMN ! worker ${worker.slot} (pid: ${pid}) died${cause} :( trying respawn ...`);
  return worker.state === 'dying' ? without : countCrash(without, worker, now, orders);
}

function reasonOf({ state }: Worker): WorkerExit['reason'] {
  if (state === 'retiring') return 'retired';
  return state === 'dying' ? 'killed' : 'died';
}

function countCrash(state: Supervision, worker: Worker, now: number, orders: Order[]): Supervision {
  return changeSlot(state, worker.slot, (slot) => {
    const crashes = now - worker.since < CRASH_MS ? slot.crashes + 1 : 0;
    const delay = crashes <= 1 ? 0 : Math.min(MAX_CRASH_DELAY_MS, 125 * 2 ** (crashes - 1));
    if (delay > 0) {
      say(orders, `worker respawning too fast !!! i have to sleep a bit (${delay / 1000} seconds)...`);
    }
    return { ...slot, crashes, notBefore: now + delay };
  });
}

export function hearStuck(state: Supervision, serial: number, orders: Order[]): Supervision {
  const worker = state.workers.find((one) => one.serial === serial);
  if (worker === undefined || worker.state === 'dying') return state;
  const killed = killWorker(state, worker, orders, true);
  return changeSlot(killed, worker.slot, (slot) => ({ ...slot, harakiris: slot.harakiris + 1 }));
}
