/** Small steps from one `Supervision` to the next, and what they order on the way. */
import { newSlot, type Order, type Slot, type Supervision, type Worker, type Zygote } from './supervision.js';

export function killWorkers(state: Supervision, orders: Order[]): Supervision {
  let killed = state;
  for (const worker of state.workers) killed = killWorker(killed, worker, orders);
  return killed;
}

export function killWorker(
  state: Supervision,
  worker: Worker,
  orders: Order[],
  dumpFirst = false,
): Supervision {
  if (worker.state === 'dying') return state;
  // One that is still being forked is killed when its pid is known.
  if (worker.pid !== null) orders.push({ kind: 'kill', serial: worker.serial, pid: worker.pid, dumpFirst });
  return changeWorker(state, worker.serial, (one) => ({ ...one, state: 'dying' }));
}

export function endNow(state: Supervision, code: number, orders: Order[]): Supervision {
  const killed = killWorkers(state, orders);
  for (const { generation } of killed.zygotes) orders.push({ kind: 'kill-zygote', generation });
  orders.push({ kind: 'exit', code });
  return { ...killed, phase: 'ended' };
}

export function moveSlots(state: Supervision, generation: number): Supervision {
  return { ...state, chain: null, slots: state.slots.map((slot) => ({ ...slot, generation })) };
}

/** Puts a zygote's settings in force for all, and counts the workers anew. */
export function adoptSettings(state: Supervision, zygote: Zygote, orders: Order[]): Supervision {
  if (zygote.settings === state.settings) return state;
  orders.push({ kind: 'adopt', generation: zygote.generation });
  const { settings } = zygote;
  const slots = state.slots.map((slot, index) => ({ ...slot, wanted: index < settings.processes }));
  const generation = slots.at(-1)?.generation ?? zygote.generation;
  while (slots.length < settings.processes) slots.push(newSlot(slots.length + 1, generation));
  return { ...state, settings, slots };
}

export function delaySlotOf(state: Supervision, serial: number, notBefore: number): Supervision {
  const worker = state.workers.find((one) => one.serial === serial);
  if (worker === undefined) return state;
  return changeSlot(state, worker.slot, (slot) => ({ ...slot, notBefore }));
}

export function changeWorker(
  state: Supervision,
  serial: number,
  change: (worker: Worker) => Worker,
): Supervision {
  return {
    ...state,
    workers: state.workers.map((worker) => (worker.serial === serial ? change(worker) : worker)),
  };
}

export function withoutWorker(state: Supervision, serial: number): Supervision {
  return { ...state, workers: state.workers.filter((worker) => worker.serial !== serial) };
}

export function changeSlot(state: Supervision, number: number, change: (slot: Slot) => Slot): Supervision {
  return { ...state, slots: state.slots.map((slot) => (slot.slot === number ? change(slot) : slot)) };
}

export function changeZygote(
  state: Supervision,
  generation: number,
  change: Partial<Omit<Zygote, 'generation'>>,
): Supervision {
  return {
    ...state,
    zygotes: state.zygotes.map((zygote) =>
      zygote.generation === generation ? { ...zygote, ...change } : zygote,
    ),
  };
}

export function isServing(worker: Worker): boolean {
  return worker.state === 'accepting';
}

export function isCurrent(worker: Worker, slot: Slot): boolean {
  const alive = worker.state === 'forking' || worker.state === 'starting' || worker.state === 'accepting';
  return worker.slot === slot.slot && worker.generation === slot.generation && !worker.outgoing && alive;
}

export function say(orders: Order[], line: string): void {
  orders.push({ kind: 'log', line });
}
