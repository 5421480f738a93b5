/** State changes when a zygote has loaded or ended. */

import type { Fact, Order, Supervision, SupervisionSettings, Zygote } from './supervision.js';
import { adoptSettings, changeZygote, endNow, isServing, moveSlots, say } from './supervision-changes.js';

export const EXIT_NO_APP = 22;
const ZYGOTE_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 30_000;
/** An interpreter that is too old has said so itself, and an application that took its descriptors away not. */
const EXIT_OLD_PYTHON = 41;
const EXIT_NO_DESCRIPTORS = 44;

/** @param fresh settings that came with the command; null: those in force */
export function startZygote(
  state: Supervision,
  purpose: Zygote['purpose'],
  fresh: SupervisionSettings | null,
  now: number,
  orders: Order[],
): Supervision {
  const generation = state.lastGeneration + 1;
  orders.push({ kind: 'start-zygote', generation, fresh: fresh !== null });
  const zygote: Zygote = {
    generation,
    state: 'loading',
    purpose,
    settings: fresh ?? state.settings,
    since: now,
    isSlow: false,
    killAt: null,
  };
  return { ...state, lastGeneration: generation, zygotes: [...state.zygotes, zygote] };
}

export function hearLoaded(
  state: Supervision,
  fact: Extract<Fact, { kind: 'zygote-loaded' }>,
  now: number,
  orders: Order[],
): Supervision {
  const zygote = state.zygotes.find(({ generation }) => generation === fact.generation);
  if (zygote === undefined || zygote.state !== 'loading') return state;
  const ready = { ...changeZygote(state, fact.generation, { state: 'ready' }), killedStarts: 0 };
  if (fact.failed > 0 && zygote.purpose !== 'start' && ready.workers.some(isServing)) {
    say(orders, '*** the new code could not be loaded: the old workers stay ***');
    return { ...ready, zygoteNotBefore: now + ZYGOTE_RETRY_MS };
  }
  if (fact.loaded === 0 && !zygote.settings.lazyApps) {
    if (zygote.purpose === 'start' && zygote.settings.needApp) {
      say(orders, '*** no app loaded. GAME OVER ***');
      return endNow(ready, EXIT_NO_APP, orders);
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
  fact: Extract<Fact, { kind: 'zygote-exited' }>,
  now: number,
  orders: Order[],
): Supervision {
  const zygote = state.zygotes.find(({ generation }) => generation === fact.generation);
  const without = {
    ...state,
    zygotes: state.zygotes.filter(({ generation }) => generation !== fact.generation),
    // Workers that it was ordered to fork but never named are lost.
    workers: state.workers.filter(({ generation, pid }) => generation !== fact.generation || pid !== null),
  };
  if (zygote === undefined || zygote.state === 'ending' || state.phase !== 'running') return without;
  if (zygote.state === 'ready') {
    say(orders, `DAMN ! the zygote (pid: ${fact.pid}) died :( trying respawn ...`);
    return { ...without, zygoteNotBefore: now };
  }
  sayWhyNothingLoaded(fact, orders);
  if (zygote.purpose === 'start') return hearFailedStart(without, zygote, fact, now, orders);
  if (zygote.purpose !== 'repair') {
    const why = isKilled(fact) || fact.pid === 0 ? 'the reload failed' : 'the new code could not be loaded';
    say(orders, `*** ${why}: the old workers stay ***`);
    return without;
  }
  say(orders, `DAMN ! the zygote (pid: ${fact.pid}) died :( trying respawn ...`);
  return { ...without, zygoteNotBefore: now + ZYGOTE_RETRY_MS };
}

type ZygoteExited = Extract<Fact, { kind: 'zygote-exited' }>;

/** Killed from outside, for example by the kernel when memory runs out; this says nothing about the code. */
function isKilled({ code, pid }: ZygoteExited): boolean {
  return code === null && pid > 0;
}

function sayWhyNothingLoaded(fact: ZygoteExited, orders: Order[]): void {
  const { pid, code, signal } = fact;
  const who = `the zygote (pid: ${pid})`;
  if (isKilled(fact)) {
    const oom = signal === 9 ? ' (out of memory?)' : '';
    say(orders, `DAMN ! ${who} was killed by signal ${signal}${oom} while it loaded the application`);
  } else if (code === EXIT_NO_DESCRIPTORS) {
    say(orders, `*** the application closed the descriptors of the server while loading: it cannot run ***`);
  } else if (code !== null && code !== EXIT_OLD_PYTHON) {
    say(orders, `DAMN ! ${who} ended with code ${code} while it loaded the application`);
  }
}

/** One that was killed is tried again, more and more slowly, unless there has to be an application at once. */
function hearFailedStart(
  state: Supervision,
  { settings }: Zygote,
  fact: ZygoteExited,
  now: number,
  orders: Order[],
): Supervision {
  if (!isKilled(fact) || settings.needApp) return endNow(state, 1, orders);
  const delay = Math.min(LONGEST_RETRY_MS, 1000 * 2 ** state.killedStarts);
  say(orders, `loading the application again in ${delay / 1000} seconds`);
  return { ...state, killedStarts: state.killedStarts + 1, zygoteNotBefore: now + delay };
}
