/**
 * The master's mind: `supervise(state, fact, now) → [state, orders]`, pure.
 *
 * A fact changes the state (`hear`), and then the state is compared with what should be (`settle`): every wanted
 * slot has a worker of its generation; a worker that is outgoing, or of an older generation, retires once the new one
 * of its slot accepts; a zygote that nobody needs ends. Start, crash, reload, chain reload and recycling are all that
 * one comparison, so that none of them can leave a slot without a worker for longer than a fork takes.
 */
import type { Command, Fact, Order, Slot, Supervision, Worker, Zygote } from './supervision.js';
import { newSlot } from './supervision.js';

export type Step = readonly [state: Supervision, orders: readonly Order[]];

export const exitNoApp = 22;

/** A worker that dies sooner than this after its fork did not get well by being started again. */
const crashMillis = 1000;
const maxCrashDelayMillis = 2000;
const impatienceMillis = 1000;
const zygoteRetryMillis = 2000;

export function supervise(before: Supervision, fact: Fact, now: number): Step {
  const orders: Order[] = [];
  const heard = hear(before, fact, now, orders);
  return [settle(heard, now, orders), orders];
}

function hear(state: Supervision, fact: Fact, now: number, orders: Order[]): Supervision {
  switch (fact.fact) {
    case 'started':
      return startZygote(state, 'start', orders);
    case 'zygote-loaded':
      return hearLoaded(state, fact, now, orders);
    case 'zygote-exited':
      return hearZygoteExited(state, fact, now, orders);
    case 'forked':
      return hearForked(state, fact.serial, fact.pid, orders);
    case 'fork-failed':
      say(orders, `fork(): ${fact.message}`);
      return withoutWorker(delaySlotOf(state, fact.serial, now + crashMillis), fact.serial);
    case 'worker-loaded':
      return hearWorkerLoaded(state, fact, orders);
    case 'connected':
      return changeWorker(state, fact.serial, (worker) => accepted({ ...worker, connected: true }, state));
    case 'worker-exited':
      return hearWorkerExited(state, fact, now, orders);
    case 'spent':
      return changeWorker(state, fact.serial, (worker) => ({ ...worker, spent: true }));
    case 'stuck':
      return hearStuck(state, fact.serial, orders);
    case 'drained':
      return state.phase === 'draining' ? { ...state, phase: 'stopping' } : state;
    case 'command':
      return hearCommand(state, fact.command, now, orders);
    case 'tick':
      return state;
  }
}

function startZygote(state: Supervision, purpose: Zygote['purpose'], orders: Order[]): Supervision {
  const generation = state.lastGeneration + 1;
  orders.push({ order: 'start-zygote', generation });
  const zygote: Zygote = { generation, state: 'loading', purpose };
  return { ...state, lastGeneration: generation, zygotes: [...state.zygotes, zygote] };
}

function hearLoaded(
  state: Supervision,
  fact: Extract<Fact, { fact: 'zygote-loaded' }>,
  now: number,
  orders: Order[],
): Supervision {
  const zygote = state.zygotes.find(({ generation }) => generation === fact.generation);
  if (zygote === undefined || zygote.state !== 'loading') return state;
  const ready = changeZygote(state, fact.generation, 'ready');
  if (fact.failed > 0 && zygote.purpose !== 'start' && ready.workers.some(isServing)) {
    say(orders, '*** the new code could not be loaded: the old workers stay ***');
    return { ...ready, zygoteNotBefore: now + zygoteRetryMillis };
  }
  if (fact.loaded === 0 && !state.settings.lazyApps) {
    if (zygote.purpose === 'start' && state.settings.needApp) {
      say(orders, '*** no app loaded. GAME OVER ***');
      return endNow(ready, exitNoApp, orders);
    }
    say(orders, '*** no app loaded. going in full dynamic mode ***');
  }
  if (zygote.purpose === 'chain') {
    return {
      ...ready,
      chain: { generation: fact.generation, slots: ready.slots.map(({ slot }) => slot) },
    };
  }
  return moveSlots(ready, fact.generation);
}

function hearZygoteExited(
  state: Supervision,
  fact: Extract<Fact, { fact: 'zygote-exited' }>,
  now: number,
  orders: Order[],
): Supervision {
  const zygote = state.zygotes.find(({ generation }) => generation === fact.generation);
  const without = {
    ...state,
    zygotes: state.zygotes.filter(({ generation }) => generation !== fact.generation),
  };
  if (zygote === undefined || zygote.state === 'ending' || state.phase !== 'running') return without;
  if (zygote.state === 'loading' && zygote.purpose === 'start') {
    return endNow(without, fact.code === 0 || fact.code === null ? 1 : exitFor(fact.code), orders);
  }
  if (zygote.purpose === 'reload' || zygote.purpose === 'chain') {
    if (zygote.state === 'loading') {
      say(orders, '*** the new code could not be loaded: the old workers stay ***');
      return without;
    }
  }
  say(orders, `DAMN ! the zygote (pid: ${fact.pid}) died :( trying respawn ...`);
  return { ...without, zygoteNotBefore: zygote.state === 'loading' ? now + zygoteRetryMillis : now };
}

/** An interpreter that is too old says so itself; every failure before the start is 1. */
function exitFor(code: number): number {
  return code === exitNoApp ? exitNoApp : 1;
}

function hearForked(state: Supervision, serial: number, pid: number, orders: Order[]): Supervision {
  const worker = state.workers.find((one) => one.serial === serial);
  if (worker === undefined) return state;
  const slot = state.slots[worker.slot - 1];
  const first = slot === undefined || slot.respawns <= 1;
  say(
    orders,
    first
      ? `spawned uWSGI worker ${worker.slot} (pid: ${pid}, cores: ${state.settings.threads})`
      : `Respawned uWSGI worker ${worker.slot} (new pid: ${pid})`,
  );
  if (worker.state === 'dying') orders.push({ order: 'kill', serial, pid, dumpFirst: false });
  return changeWorker(state, serial, (one) => ({
    ...one,
    pid,
    state: one.state === 'forking' ? 'starting' : one.state,
  }));
}

/** lazyApps only: a worker of new code that does not load must not replace one that works. */
function hearWorkerLoaded(
  state: Supervision,
  fact: Extract<Fact, { fact: 'worker-loaded' }>,
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
    if (!state.workers.some((one) => one.state === 'accepting')) return endNow(state, exitNoApp, orders);
    return killWorker(state, worker, orders);
  }
  if (fact.loaded === 0) say(orders, '*** no app loaded. going in full dynamic mode ***');
  return changeWorker(state, fact.serial, (one) => accepted({ ...one, loaded: true }, state));
}

function undoReload(state: Supervision, from: number, to: number, orders: Order[]): Supervision {
  let undone: Supervision = {
    ...state,
    chain: null,
    slots: state.slots.map((slot) => (slot.generation === from ? { ...slot, generation: to } : slot)),
  };
  for (const worker of state.workers) {
    if (worker.generation === from) undone = killWorker(undone, worker, orders);
  }
  return undone;
}

function accepted(worker: Worker, state: Supervision): Worker {
  const ready = worker.connected && (worker.loaded || !state.settings.lazyApps);
  return ready && worker.state === 'starting' ? { ...worker, state: 'accepting' } : worker;
}

function hearWorkerExited(
  state: Supervision,
  fact: Extract<Fact, { fact: 'worker-exited' }>,
  now: number,
  orders: Order[],
): Supervision {
  const worker = state.workers.find(({ serial }) => serial === fact.serial);
  if (worker === undefined) return state;
  const without = withoutWorker(state, fact.serial);
  const pid = worker.pid ?? 0;
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

function countCrash(state: Supervision, worker: Worker, now: number, orders: Order[]): Supervision {
  return changeSlot(state, worker.slot, (slot) => {
    const crashes = now - worker.since < crashMillis ? slot.crashes + 1 : 0;
    const delay = crashes <= 1 ? 0 : Math.min(maxCrashDelayMillis, 125 * 2 ** (crashes - 1));
    if (delay > 0) {
      say(orders, `worker respawning too fast !!! i have to sleep a bit (${delay / 1000} seconds)...`);
    }
    return { ...slot, crashes, notBefore: now + delay };
  });
}

function hearStuck(state: Supervision, serial: number, orders: Order[]): Supervision {
  const worker = state.workers.find((one) => one.serial === serial);
  if (worker === undefined || worker.state === 'dying') return state;
  const killed = killWorker(state, worker, orders, true);
  return changeSlot(killed, worker.slot, (slot) => ({ ...slot, harakiris: slot.harakiris + 1 }));
}

function hearCommand(state: Supervision, command: Command, now: number, orders: Order[]): Supervision {
  if (state.phase !== 'running' && command !== 'stop-brutally' && command !== 'stop') return state;
  switch (command) {
    case 'reload':
      return hearReload(state, 'reload', orders);
    case 'chain-reload':
      return hearReload(state, 'chain', orders);
    case 'reload-brutally':
      say(orders, '...brutally killing workers...');
      return startReload(killWorkers(state, orders), 'reload', orders);
    case 'reload-workers':
      say(orders, '...gracefully killing workers...');
      return { ...state, workers: state.workers.map((worker) => ({ ...worker, outgoing: true })) };
    case 'reload-workers-brutally':
      say(orders, '...brutally killing workers...');
      return killWorkers(state, orders);
    case 'stop':
      return hearStop(state, now, orders);
    case 'stop-brutally':
      say(orders, 'SIGINT/SIGTERM received...killing workers...');
      return killWorkers({ ...state, phase: 'stopping', stopBy: now + crashMillis }, orders);
    case 'more-workers':
      return moreWorkers(state);
    case 'fewer-workers':
      return fewerWorkers(state);
    case 'pause':
      return hearPause(state, orders);
  }
}

function hearReload(state: Supervision, purpose: 'reload' | 'chain', orders: Order[]): Supervision {
  say(orders, purpose === 'chain' ? '*** chain reload starting ***' : '...gracefully killing workers...');
  return startReload(state, purpose, orders);
}

/** One that is already loading for a reload is given up: what was asked for last is what counts. */
function startReload(state: Supervision, purpose: 'reload' | 'chain', orders: Order[]): Supervision {
  let idle = state;
  for (const zygote of state.zygotes) {
    if (zygote.state !== 'loading') continue;
    if (zygote.purpose === 'start') return state;
    orders.push({ order: 'kill-zygote', generation: zygote.generation });
    idle = changeZygote(idle, zygote.generation, 'ending');
  }
  return { ...startZygote(idle, purpose, orders), reloads: state.reloads + 1 };
}

function hearStop(state: Supervision, now: number, orders: Order[]): Supervision {
  if (state.phase !== 'running') {
    // timeout(1) and some terminals send the same signal twice; only one that comes later is impatience.
    const asked = (state.stopBy ?? now) - state.settings.reloadMercyMillis;
    return now - asked < impatienceMillis ? state : hearCommand(state, 'stop-brutally', now, orders);
  }
  say(orders, 'SIGINT/SIGTERM received...killing workers...');
  orders.push({ order: 'drain' });
  return { ...state, phase: 'draining', chain: null, stopBy: now + state.settings.reloadMercyMillis };
}

function hearPause(state: Supervision, orders: Order[]): Supervision {
  const paused = !state.paused;
  orders.push({ order: 'pause', paused });
  say(
    orders,
    paused
      ? '*** PAUSE (press start to resume, if you do not have a joypad send SIGTSTP) ***'
      : '*** resumed ***',
  );
  return { ...state, paused };
}

function moreWorkers(state: Supervision): Supervision {
  const asleep = state.slots.find(({ wanted }) => !wanted);
  if (asleep !== undefined) return changeSlot(state, asleep.slot, (slot) => ({ ...slot, wanted: true }));
  const generation = state.slots.at(-1)?.generation ?? state.lastGeneration;
  return { ...state, slots: [...state.slots, newSlot(state.slots.length + 1, generation)] };
}

/** The last one always stays. */
function fewerWorkers(state: Supervision): Supervision {
  const wanted = state.slots.filter((slot) => slot.wanted);
  const last = wanted.at(-1);
  if (last === undefined || wanted.length === 1) return state;
  return changeSlot(state, last.slot, (slot) => ({ ...slot, wanted: false }));
}

// What should be.

function settle(state: Supervision, now: number, orders: Order[]): Supervision {
  if (state.phase === 'ended') return state;
  let settled = killOverdue(state, now, orders);
  if (settled.phase === 'stopping') settled = settleStopping(settled, now, orders);
  else {
    settled = repairZygote(settled, now, orders);
    settled = chooseOutgoing(advanceChain(settled));
    for (const slot of settled.slots) settled = settleSlot(settled, slot, now, orders);
  }
  return settleZygotes(settled, orders);
}

function killOverdue(state: Supervision, now: number, orders: Order[]): Supervision {
  const allOverdue = state.stopBy !== null && now >= state.stopBy;
  let settled: Supervision =
    allOverdue && state.phase === 'draining' ? { ...state, phase: 'stopping' } : state;
  for (const worker of settled.workers) {
    const overdue = allOverdue || (worker.killAt !== null && now >= worker.killAt);
    if (overdue && worker.state !== 'dying') settled = killWorker(settled, worker, orders);
  }
  return settled;
}

function settleStopping(state: Supervision, now: number, orders: Order[]): Supervision {
  let settled = state;
  for (const worker of state.workers) {
    if (worker.state === 'accepting') settled = retire(settled, worker, now, orders);
    else if (worker.state === 'forking' || worker.state === 'starting') {
      settled = killWorker(settled, worker, orders);
    }
  }
  return settled;
}

function repairZygote(state: Supervision, now: number, orders: Order[]): Supervision {
  const needed = state.slots.some(
    (slot) => !state.zygotes.some(({ generation }) => generation === slot.generation),
  );
  const onItsWay = state.zygotes.some((zygote) => zygote.state === 'loading');
  if (state.lastGeneration === 0 || !needed || onItsWay || now < state.zygoteNotBefore) return state;
  return startZygote(state, 'repair', orders);
}

function advanceChain(state: Supervision): Supervision {
  const { chain } = state;
  if (chain === null) return state;
  const busy = state.slots.some(
    (slot) => slot.generation === chain.generation && slot.wanted && !isQuiet(state, slot),
  );
  if (busy) return state;
  const [next, ...rest] = chain.slots;
  if (next === undefined) return { ...state, chain: null };
  const moved = changeSlot(state, next, (slot) => ({ ...slot, generation: chain.generation }));
  return { ...moved, chain: { ...chain, slots: rest } };
}

/** One worker at a time is recycled: the next one waits until the last has gone. */
function chooseOutgoing(state: Supervision): Supervision {
  if (state.workers.some((worker) => worker.outgoing)) return state;
  const spent = state.workers.find((worker) => worker.spent && worker.state === 'accepting');
  if (spent === undefined) return state;
  return changeWorker(state, spent.serial, (worker) => ({ ...worker, outgoing: true }));
}

function settleSlot(state: Supervision, slot: Slot, now: number, orders: Order[]): Supervision {
  const current = state.workers.find((worker) => isCurrent(worker, slot));
  let settled = state;
  if (slot.wanted && current === undefined) settled = forkFor(state, slot, now, orders);
  if (slot.wanted && current?.state !== 'accepting') return settled;
  for (const worker of state.workers) {
    if (worker.slot !== slot.slot || (slot.wanted && worker === current)) continue;
    if (worker.state === 'accepting') settled = retire(settled, worker, now, orders);
    else if (worker.state === 'forking' || worker.state === 'starting') {
      settled = killWorker(settled, worker, orders);
    }
  }
  return settled;
}

function forkFor(state: Supervision, slot: Slot, now: number, orders: Order[]): Supervision {
  const zygote = state.zygotes.find(({ generation }) => generation === slot.generation);
  if (zygote?.state !== 'ready' || now < slot.notBefore) return state;
  const serial = state.nextSerial;
  orders.push({ order: 'fork', generation: slot.generation, serial, slot: slot.slot });
  const worker: Worker = {
    serial,
    slot: slot.slot,
    generation: slot.generation,
    pid: null,
    state: 'forking',
    loaded: false,
    connected: false,
    outgoing: false,
    spent: false,
    since: now,
    killAt: null,
  };
  const forked = { ...state, nextSerial: serial + 1, workers: [...state.workers, worker] };
  return changeSlot(forked, slot.slot, (one) => ({ ...one, respawns: one.respawns + 1, lastSpawn: now }));
}

function settleZygotes(state: Supervision, orders: Order[]): Supervision {
  let settled = state;
  for (const zygote of state.zygotes) {
    if (zygote.state === 'ending') continue;
    const { generation } = zygote;
    const wanted =
      state.phase !== 'stopping' &&
      (zygote.state === 'loading' ||
        state.chain?.generation === generation ||
        state.slots.some((slot) => slot.generation === generation));
    if (wanted || state.workers.some((worker) => worker.generation === generation)) continue;
    orders.push({ order: zygote.state === 'loading' ? 'kill-zygote' : 'end-zygote', generation });
    settled = changeZygote(settled, generation, 'ending');
  }
  if (settled.phase === 'stopping' && settled.workers.length === 0 && settled.zygotes.length === 0) {
    say(orders, 'goodbye to uWSGI.');
    orders.push({ order: 'exit', code: 0 });
    return { ...settled, phase: 'ended' };
  }
  return settled;
}

function isServing(worker: Worker): boolean {
  return worker.state === 'accepting';
}

function isCurrent(worker: Worker, slot: Slot): boolean {
  const alive = worker.state === 'forking' || worker.state === 'starting' || worker.state === 'accepting';
  return worker.slot === slot.slot && worker.generation === slot.generation && !worker.outgoing && alive;
}

/** Its new worker accepts and no old one is left. */
function isQuiet(state: Supervision, slot: Slot): boolean {
  const workers = state.workers.filter((worker) => worker.slot === slot.slot);
  return workers.length === 1 && workers.every((one) => isCurrent(one, slot) && one.state === 'accepting');
}

function retire(state: Supervision, worker: Worker, now: number, orders: Order[]): Supervision {
  orders.push({ order: 'retire', serial: worker.serial });
  if (worker.spent) say(orders, `...The work of process ${worker.pid} is done. Seeya!`);
  else say(orders, `Gracefully killing worker ${worker.slot} (pid: ${worker.pid})...`);
  const mercy =
    state.phase === 'stopping' ? state.settings.reloadMercyMillis : state.settings.workerReloadMercyMillis;
  return changeWorker(state, worker.serial, (one) => ({
    ...one,
    state: 'retiring',
    outgoing: true,
    since: now,
    killAt: now + mercy,
  }));
}

function killWorkers(state: Supervision, orders: Order[]): Supervision {
  let killed = state;
  for (const worker of state.workers) killed = killWorker(killed, worker, orders);
  return killed;
}

function killWorker(state: Supervision, worker: Worker, orders: Order[], dumpFirst = false): Supervision {
  if (worker.state === 'dying') return state;
  // One that is still being forked is killed when its pid is known.
  if (worker.pid !== null) orders.push({ order: 'kill', serial: worker.serial, pid: worker.pid, dumpFirst });
  return changeWorker(state, worker.serial, (one) => ({ ...one, state: 'dying' }));
}

function endNow(state: Supervision, code: number, orders: Order[]): Supervision {
  const killed = killWorkers(state, orders);
  for (const { generation } of killed.zygotes) orders.push({ order: 'kill-zygote', generation });
  orders.push({ order: 'exit', code });
  return { ...killed, phase: 'ended' };
}

function moveSlots(state: Supervision, generation: number): Supervision {
  return { ...state, chain: null, slots: state.slots.map((slot) => ({ ...slot, generation })) };
}

function delaySlotOf(state: Supervision, serial: number, notBefore: number): Supervision {
  const worker = state.workers.find((one) => one.serial === serial);
  if (worker === undefined) return state;
  return changeSlot(state, worker.slot, (slot) => ({ ...slot, notBefore }));
}

function changeWorker(state: Supervision, serial: number, change: (worker: Worker) => Worker): Supervision {
  return {
    ...state,
    workers: state.workers.map((worker) => (worker.serial === serial ? change(worker) : worker)),
  };
}

function withoutWorker(state: Supervision, serial: number): Supervision {
  return { ...state, workers: state.workers.filter((worker) => worker.serial !== serial) };
}

function changeSlot(state: Supervision, number: number, change: (slot: Slot) => Slot): Supervision {
  return { ...state, slots: state.slots.map((slot) => (slot.slot === number ? change(slot) : slot)) };
}

function changeZygote(state: Supervision, generation: number, to: Zygote['state']): Supervision {
  return {
    ...state,
    zygotes: state.zygotes.map((zygote) =>
      zygote.generation === generation ? { ...zygote, state: to } : zygote,
    ),
  };
}

function say(orders: Order[], line: string): void {
  orders.push({ order: 'log', line });
}
