/** State changes on commands: a signal, or a letter in the FIFO. */
import { CRASH_MS } from './hear-worker.js';
import { startZygote } from './hear-zygote.js';
import { type Fact, newSlot, type Order, type Supervision, type SupervisionSettings } from './supervision.js';
import { changeSlot, changeZygote, killWorkers, say } from './supervision-changes.js';

const IMPATIENCE_MS = 1000;

export function hearCommand(
  state: Supervision,
  { command, settings = state.settings }: Extract<Fact, { kind: 'command' }>,
  now: number,
  orders: Order[],
): Supervision {
  if (state.phase !== 'running' && command !== 'stop-brutally' && command !== 'stop') return state;
  switch (command) {
    case 'reload':
      return hearReload(state, 'reload', settings, now, orders);
    case 'chain-reload':
      return hearReload(state, 'chain', settings, now, orders);
    case 'reload-brutally':
      say(orders, '...brutally killing workers...');
      return startReload(killWorkers(state, orders), 'reload', settings, now, orders);
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
      return killWorkers({ ...state, phase: 'stopping', drained: true, stopBy: now + CRASH_MS }, orders);
    case 'more-workers':
      return moreWorkers(state, orders);
    case 'fewer-workers':
      return fewerWorkers(state);
    case 'pause':
      return hearPause(state, orders);
  }
}

function hearReload(
  state: Supervision,
  purpose: 'reload' | 'chain',
  settings: SupervisionSettings,
  now: number,
  orders: Order[],
): Supervision {
  say(orders, purpose === 'chain' ? '*** chain reload starting ***' : '...gracefully killing workers...');
  return startReload(state, purpose, settings, now, orders);
}

/** One that is already loading for a reload is given up: what was asked for last is what counts. */
function startReload(
  state: Supervision,
  purpose: 'reload' | 'chain',
  settings: SupervisionSettings,
  now: number,
  orders: Order[],
): Supervision {
  let idle = state;
  let starting = false;
  for (const zygote of state.zygotes) {
    if (zygote.state !== 'loading') continue;
    // The first one of all: without it there is no server yet, and its failure still ends it.
    starting ||= zygote.purpose === 'start';
    orders.push({ kind: 'kill-zygote', generation: zygote.generation });
    idle = changeZygote(idle, zygote.generation, { state: 'ending' });
  }
  const started = startZygote(idle, starting ? 'start' : purpose, settings, now, orders);
  return { ...started, reloads: state.reloads + 1 };
}

function hearStop(state: Supervision, now: number, orders: Order[]): Supervision {
  if (state.phase !== 'running') {
    // timeout(1) and some terminals send the same signal twice; only one that comes later is impatience.
    const asked = (state.stopBy ?? now) - state.settings.reloadMercyMs;
    return now - asked < IMPATIENCE_MS
      ? state
      : hearCommand(state, { kind: 'command', command: 'stop-brutally' }, now, orders);
  }
  say(orders, 'SIGINT/SIGTERM received...killing workers...');
  orders.push({ kind: 'drain' });
  // Requests that wait because of a pause must be answered too.
  if (state.paused) orders.push({ kind: 'pause', paused: false });
  return {
    ...state,
    phase: 'draining',
    drained: false,
    paused: false,
    chain: null,
    stopBy: now + state.settings.reloadMercyMs,
  };
}

function hearPause(state: Supervision, orders: Order[]): Supervision {
  const paused = !state.paused;
  orders.push({ kind: 'pause', paused });
  say(
    orders,
    paused
      ? '*** PAUSE (press start to resume, if you do not have a joypad send SIGTSTP) ***'
      : '*** resumed ***',
  );
  return { ...state, paused };
}

function moreWorkers(state: Supervision, orders: Order[]): Supervision {
  const asleep = state.slots.find(({ wanted }) => !wanted);
  if (asleep !== undefined) return changeSlot(state, asleep.slot, (slot) => ({ ...slot, wanted: true }));
  const most = mostWorkers(state.settings);
  if (state.slots.length >= most) {
    if (!state.isFull)
      say(orders, `*** there are already ${most} workers, the most possible: raise --processes ***`);
    return { ...state, isFull: true };
  }
  const generation = state.slots.at(-1)?.generation ?? state.lastGeneration;
  return { ...state, slots: [...state.slots, newSlot(state.slots.length + 1, generation)] };
}

/** Somebody who leans on the key must not fill the memory of the machine. */
function mostWorkers({ processes }: SupervisionSettings): number {
  return Math.max(16, 4 * processes);
}

/** The last one always stays. */
function fewerWorkers(state: Supervision): Supervision {
  const wanted = state.slots.filter((slot) => slot.wanted);
  const last = wanted.at(-1);
  if (last === undefined || wanted.length === 1) return state;
  return { ...changeSlot(state, last.slot, (slot) => ({ ...slot, wanted: false })), isFull: false };
}
