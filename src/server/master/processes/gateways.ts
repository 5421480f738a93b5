/** All gateway processes: started, restarted when one dies, addressed as one. */

import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayTally } from '../../counting/ledger.js';
import { settledTally, sumTallies } from '../../counting/ledger-sum.js';
import type { GatewayFact, GatewayOrder } from '../../messages/gateway-messages.js';
import type { ServerConfig } from '../../options/config/server-config.js';
import type { BoundSocket } from '../../sockets/bound-socket.js';
import { GatewayHandle } from './gateway-handle.js';
import type { GatewayPlan } from './gateway-plan.js';

interface GatewaysEvents {
  /** A fact of one gateway. */
  fact(index: number, fact: GatewayFact): void;
  log(line: string): void;
}

/** The stats wait this long for a gateway, then use its last tally. */
const TALLY_MS = 200;
const CRASH_MS = 1000;
const LONGEST_END_MS = 1000;
const MOST_UNANSWERED = 8;

interface Member {
  handle: GatewayHandle;
  startedAt: number;
  tally: GatewayTally | null;
  /** Questions that it has not answered. */
  unanswered: number;
}

export class Gateways {
  #plans: readonly GatewayPlan[];
  readonly #events: GatewaysEvents;
  readonly #members: Member[];
  readonly #waiting = new Map<number, () => void>();
  /** Counts of gateways that have died. */
  #past: GatewayTally = { sockets: [], workers: [], routes: [] };
  #nextTally = 1;
  #ending = false;
  /** Those that cannot be started now; logged once until they can. */
  readonly #failing = new Set<number>();

  constructor(plans: readonly GatewayPlan[], events: GatewaysEvents) {
    this.#plans = plans;
    this.#events = events;
    this.#members = plans.map((_, index) => this.#start(index));
  }

  get pids(): number[] {
    return this.#members.map(({ handle }) => handle.pid);
  }

  send(order: GatewayOrder): void {
    for (const { handle } of this.#members) handle.send(order);
  }

  /** Those that will be started later are given it too. */
  reconfigure(config: ServerConfig): void {
    this.#plans = this.#plans.map((plan) => ({ ...plan, settings: { ...plan.settings, config } }));
    this.send({ kind: 'reconfigure', config });
  }

  sendTo(index: number, order: GatewayOrder, socket?: BoundSocket): void {
    this.#members[index]?.handle.send(order, socket);
  }

  /**
   * From now on a gateway that ends is not missed. Resolves when none is left, and nothing holds the addresses any more; a
   * process that cannot even be killed is not waited for.
   */
  async end(): Promise<void> {
    this.#ending = true;
    for (const { handle } of this.#members) handle.kill();
    const ended = Promise.all(this.#members.map(({ handle }) => handle.ended));
    await Promise.race([ended, delay(LONGEST_END_MS, undefined, { ref: false })]);
  }

  /** Counts of all gateways, now; of one that does not answer in time, its last. */
  async tally(vars: boolean): Promise<GatewayTally> {
    await Promise.all(this.#members.map((member) => this.#ask(member, vars)));
    const known = this.#members.map(({ tally }) => tally).filter((tally) => tally !== null);
    return sumTallies([this.#past, ...known]);
  }

  #ask(member: Member, vars: boolean): Promise<void> {
    // It may have been stopped, and what is sent to it piles up here.
    if (member.unanswered >= MOST_UNANSWERED) return Promise.resolve();
    member.unanswered += 1;
    const id = this.#nextTally;
    this.#nextTally += 1;
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve();
      };
      const timer = setTimeout(settle, TALLY_MS);
      this.#waiting.set(id, settle);
      member.handle.send({ kind: 'tally', id, vars });
    });
  }

  #start(index: number): Member {
    const plan = this.#plans[index];
    if (plan === undefined) throw new RangeError(`no gateway ${index}`);
    const handle: GatewayHandle = new GatewayHandle(plan.spawn, {
      fact: (fact) => this.#hear(index, handle, fact),
      nonsense: () =>
        this.#events.log(`*** http ${index + 1} (pid: ${handle.pid}) sent an invalid message: ignored ***`),
      exited: (problem) => this.#exited(index, handle, problem),
    });
    handle.send({ kind: 'configure', settings: plan.settings });
    return { handle, startedAt: performance.now(), tally: null, unanswered: 0 };
  }

  #hear(index: number, handle: GatewayHandle, fact: GatewayFact): void {
    const member = this.#members[index];
    if (fact.kind !== 'tally') {
      this.#events.fact(index, fact);
      return;
    }
    if (member?.handle !== handle) return;
    member.tally = fact.tally;
    if (fact.id === null) return;
    member.unanswered = 0;
    this.#waiting.get(fact.id)?.();
  }

  #exited(index: number, handle: GatewayHandle, problem: string | null): void {
    const member = this.#members[index];
    if (this.#ending || member?.handle !== handle) return;
    if (member.tally !== null) this.#past = sumTallies([this.#past, settledTally(member.tally)]);
    member.tally = null;
    if (problem === null) {
      this.#events.log(`DAMN ! http ${index + 1} (pid: ${handle.pid}) died :( trying respawn ...`);
    } else {
      if (!this.#failing.has(index)) {
        this.#events.log(`Cannot start http ${index + 1}: ${problem}; trying again`);
      }
      this.#failing.add(index);
    }
    const delay = performance.now() - member.startedAt < CRASH_MS ? CRASH_MS : 0;
    setTimeout(() => this.#startAgain(index), delay);
  }

  #startAgain(index: number): void {
    if (this.#ending) return;
    const fresh = this.#start(index);
    this.#members[index] = fresh;
    if (fresh.handle.pid === 0) return;
    this.#failing.delete(index);
    this.#events.log(`Respawned uWSGI http ${index + 1} (new pid: ${fresh.handle.pid})`);
  }
}
