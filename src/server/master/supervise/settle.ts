/** The state compared with what should be. Every rule looks at the whole and does not know what has happened. */
import { startZygote } from './hear-zygote.js';
import type { Order, Slot, Supervision, Worker } from './supervision.js';
import { changeSlot, changeWorker, changeZygote, isCurrent, killWorker, say } from './supervision-changes.js';

/** `now` counts what the master has lived through, `wall` is Unix milliseconds. */
interface Moment {
  readonly now: number;
  readonly wall: number;
}

/** An application may load slowly, but a user may be waiting for it. */
const SLOW_LOAD_MS = 60_000;
/** Behind the end of a stop's time: for gateways that answer what was killed, and for zygotes. */
const LAST_MERCY_MS = 1000;

export function settle(state: Supervision, moment: Moment, orders: Order[]): Supervision {
  if (state.phase === 'ended') return state;
  const { now } = moment;
  let settled = tellSlowLoads(killOverdue(state, now, orders), now, orders);
  if (settled.phase === 'stopping') settled = settleStopping(settled, now, orders);
  else {
    settled = repairZygote(settled, now, orders);
    settled = chooseOutgoing(advanceChain(settled));
    for (const slot of settled.slots) settled = settleSlot(settled, slot, moment, orders);
    settled = forgetSlots(settled);
  }
  return settleZygotes(settled, now, orders);
}

function killOverdue(state: Supervision, now: number, orders: Order[]): Supervision {
  const allOverdue = state.stopBy !== null && now >= state.stopBy;
  let settled = state;
  if (allOverdue && state.phase === 'draining') {
    orders.push({ kind: 'shed' });
    settled = { ...state, phase: 'stopping' };
  }
  for (const worker of settled.workers) {
    const overdue = allOverdue || (worker.killAt !== null && now >= worker.killAt);
    if (overdue && worker.state !== 'dying') settled = killWorker(settled, worker, orders);
  }
  for (const { generation, killAt } of settled.zygotes) {
    // The application's exit handlers may hang.
    const stopOverdue = state.stopBy !== null && now >= state.stopBy + LAST_MERCY_MS;
    if (killAt === null || !(stopOverdue || now >= killAt)) continue;
    orders.push({ kind: 'kill-zygote', generation });
    settled = changeZygote(settled, generation, { killAt: null });
  }
  return settled;
}

function tellSlowLoads(state: Supervision, now: number, orders: Order[]): Supervision {
  let told = state;
  for (const { generation, state: phase, since, isSlow } of state.zygotes) {
    if (phase !== 'loading' || isSlow || now < since + SLOW_LOAD_MS) continue;
    say(orders, `*** the application is still loading after ${SLOW_LOAD_MS / 1000} seconds ***`);
    told = changeZygote(told, generation, { isSlow: true });
  }
  return told;
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
  return startZygote(state, state.killedStarts > 0 ? 'start' : 'repair', null, now, orders);
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
  const next = state.workers.find((one) => (one.spent || one.unwanted) && one.state === 'accepting');
  if (next === undefined) return state;
  return changeWorker(state, next.serial, (worker) => ({ ...worker, outgoing: true }));
}

function settleSlot(state: Supervision, slot: Slot, moment: Moment, orders: Order[]): Supervision {
  const { now } = moment;
  const current = state.workers.find((worker) => isCurrent(worker, slot));
  let settled = state;
  if (slot.wanted && current === undefined) settled = forkFor(state, slot, moment, orders);
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

/** Slots past the configured number exist only while they are wanted or occupied. */
function forgetSlots(state: Supervision): Supervision {
  const { slots, workers, settings } = state;
  let kept = slots.length;
  while (kept > settings.processes && isVacant(slots[kept - 1], workers)) kept -= 1;
  return kept === slots.length ? state : { ...state, slots: slots.slice(0, kept) };
}

function isVacant(slot: Slot | undefined, workers: readonly Worker[]): boolean {
  return slot?.wanted === false && !workers.some((worker) => worker.slot === slot.slot);
}

function forkFor(state: Supervision, slot: Slot, { now, wall }: Moment, orders: Order[]): Supervision {
  const zygote = state.zygotes.find(({ generation }) => generation === slot.generation);
  if (zygote?.state !== 'ready' || now < slot.notBefore) return state;
  const serial = state.nextSerial;
  orders.push({ kind: 'fork', generation: slot.generation, serial, slot: slot.slot });
  const worker: Worker = {
    serial,
    slot: slot.slot,
    generation: slot.generation,
    pid: null,
    state: 'forking',
    threads: zygote.settings.threads,
    loaded: !zygote.settings.lazyApps,
    connected: false,
    outgoing: false,
    spent: false,
    unwanted: false,
    since: now,
    spawn: slot.respawns + 1,
    forkedAt: wall,
    killAt: null,
  };
  const forked = { ...state, nextSerial: serial + 1, workers: [...state.workers, worker] };
  return changeSlot(forked, slot.slot, (one) => ({ ...one, respawns: one.respawns + 1, lastSpawn: wall }));
}

function settleZygotes(state: Supervision, now: number, orders: Order[]): Supervision {
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
    orders.push({ kind: zygote.state === 'loading' ? 'kill-zygote' : 'end-zygote', generation });
    settled = changeZygote(settled, generation, {
      state: 'ending',
      killAt: now + state.settings.reloadMercyMs,
    });
  }
  const isOver = settled.workers.length === 0 && settled.zygotes.length === 0;
  // The last clients still hear what has become of their requests.
  const isHeard = settled.drained || settled.stopBy === null || now >= settled.stopBy + LAST_MERCY_MS;
  if (settled.phase === 'stopping' && isOver && isHeard) {
    say(orders, 'goodbye to uWSGI.');
    orders.push({ kind: 'exit', code: 0 });
    return { ...settled, phase: 'ended' };
  }
  return settled;
}

/** Its new worker accepts and no old one is left. */
function isQuiet(state: Supervision, slot: Slot): boolean {
  const workers = state.workers.filter((worker) => worker.slot === slot.slot);
  return workers.length === 1 && workers.every((one) => isCurrent(one, slot) && one.state === 'accepting');
}

function retire(state: Supervision, worker: Worker, now: number, orders: Order[]): Supervision {
  orders.push({ kind: 'retire', serial: worker.serial });
  if (worker.spent) say(orders, `...The work of process ${worker.pid} is done. Seeya!`);
  else say(orders, `Gracefully killing worker ${worker.slot} (pid: ${worker.pid})...`);
  const mercy =
    state.phase === 'stopping' ? state.settings.reloadMercyMs : state.settings.workerReloadMercyMs;
  return changeWorker(state, worker.serial, (one) => ({
    ...one,
    state: 'retiring',
    outgoing: true,
    since: now,
    killAt: now + mercy,
  }));
}
