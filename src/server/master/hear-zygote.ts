/** What becomes of the state when a zygote has loaded, or has ended. */

import type { Fact, Order, Supervision, SupervisionSettings, Zygote } from './supervision.js';
import { adoptSettings, changeZygote, endNow, isServing, moveSlots, say } from './supervision-changes.js';

export const exitNoApp = 22;
const zygoteRetryMillis = 2000;

/** @param fresh what came with the command that wants it; null: what is in force */
export function startZygote(
  state: Supervision,
  purpose: Zygote['purpose'],
  fresh: SupervisionSettings | null,
  orders: Order[],
): Supervision {
  const generation = state.lastGeneration + 1;
  orders.push({ order: 'start-zygote', generation, fresh: fresh !== null });
  const zygote: Zygote = { generation, state: 'loading', purpose, settings: fresh ?? state.settings };
  return { ...state, lastGeneration: generation, zygotes: [...state.zygotes, zygote] };
}

export function hearLoaded(
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
  if (fact.loaded === 0 && !zygote.settings.lazyApps) {
    if (zygote.purpose === 'start' && zygote.settings.needApp) {
      say(orders, '*** no app loaded. GAME OVER ***');
      return endNow(ready, exitNoApp, orders);
    }
    say(orders, '*** no app loaded. going in full dynamic mode ***');
  }
  const adopted = adoptSettings(ready, zygote, orders);
  if (zygote.purpose !== 'chain') return moveSlots(adopted, fact.generation);
  const slots = adopted.slots.map(({ slot }) => slot);
  return { ...adopted, chain: { generation: fact.generation, slots } };
}

export function hearZygoteExited(
  state: Supervision,
  fact: Extract<Fact, { fact: 'zygote-exited' }>,
  now: number,
  orders: Order[],
): Supervision {
  const zygote = state.zygotes.find(({ generation }) => generation === fact.generation);
  const without = {
    ...state,
    zygotes: state.zygotes.filter(({ generation }) => generation !== fact.generation),
    // Of those that it was told to fork and never named nothing more will be heard.
    workers: state.workers.filter(({ generation, pid }) => generation !== fact.generation || pid !== null),
  };
  if (zygote === undefined || zygote.state === 'ending' || state.phase !== 'running') return without;
  if (zygote.state === 'loading' && zygote.purpose === 'start') {
    // One that ends by itself has said why.
    if (fact.code === null && fact.pid > 0) {
      say(orders, `DAMN ! the zygote (pid: ${fact.pid}) was killed while it loaded the application`);
    }
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
