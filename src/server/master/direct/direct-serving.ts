/**
 * The master's part of `--socket-workers`: gives cores their slots, sums what they have counted, and sees which of them
 * are spent or stuck. Nothing here touches a connection.
 */

import { UwsgiPacketReader } from '../../../protocol/uwsgi-packet.js';
import type { GatewayTally, InRequest, SocketTally, WorkerTally } from '../../counting/ledger.js';
import { settledTally, sumTallies } from '../../counting/ledger-sum.js';
import { requestsUntilSpent } from '../../dispatch/worker-share.js';
import { varsIn } from '../../exchange/environ-text.js';
import { readUwsgiRequest, type UwsgiRequest } from '../../gateway/uwsgi/uwsgi-environ.js';
import type { StuckRequest } from '../../messages/gateway-messages.js';
import type { ServerConfig } from '../../options/config/server-config.js';
import { gatewayReason, servesDirectly } from '../../options/config/socket-workers.js';
import { portOf } from '../../sockets/bound-socket.js';
import type { BoundListener } from '../../sockets/listen.js';
import type { DirectSockets } from '../processes/direct-sockets.js';
import type { Worker } from '../supervise/supervision.js';
import { readQueues } from './direct-queues.js';
import { DirectSlots } from './direct-slots.js';

interface DirectEvents {
  spent(serial: number): void;
  stuck(serial: number, requests: readonly StuckRequest[]): void;
}

interface DirectWorker {
  readonly serial: number;
  readonly slot: number;
  readonly numbers: readonly number[];
  /** Of the requests in hand, what is known since when, in time that this process has lived through. */
  readonly running: Map<number, { readonly began: bigint; readonly since: number }>;
  readonly spentAfter: number;
  isSpent: boolean;
}

/** Longest time between two looks that is believed. */
const LONGEST_LOOK_MS = 200;
/** Grace in which a request can still be answered with 504 before its worker is killed. */
const GRACE_MS = 150;
const NOTHING: GatewayTally = { sockets: [], workers: [], routes: [] };

/** @returns null when gateways accept all connections */
export function directServingFor(
  config: ServerConfig,
  listeners: readonly BoundListener[],
  { log, ...events }: DirectEvents & { log(line: string): void },
): DirectServing | null {
  const reason = config.workers.socketWorkers ? gatewayReason(config) : null;
  if (reason !== null)
    log(`*** --socket-workers is not possible: ${reason}; a gateway serves the sockets ***`);
  return servesDirectly(config) ? new DirectServing(listeners, events) : null;
}

export class DirectServing {
  readonly sockets: DirectSockets;
  readonly #listeners: number;
  readonly #slots = new DirectSlots();
  readonly #workers = new Map<number, DirectWorker>();
  readonly #events: DirectEvents;
  #past: GatewayTally = NOTHING;

  constructor(listeners: readonly BoundListener[], events: DirectEvents) {
    this.#events = events;
    this.#listeners = listeners.length;
    this.sockets = {
      slots: this.#slots.descriptor,
      listeners: listeners.flatMap(({ sockets }, index) =>
        sockets.map((socket) => ({ descriptor: socket.fd, listener: index, port: portOf(socket) })),
      ),
    };
  }

  /** @returns the slots of its cores */
  begin(worker: Worker | undefined, { workers }: ServerConfig): readonly number[] {
    if (worker === undefined) return [];
    const { serial, slot, threads } = worker;
    const numbers = this.#slots.take(threads);
    const spentAfter = requestsUntilSpent({ slot, threads }, { workers, gateways: 1, index: 0 });
    this.#workers.set(serial, { serial, slot, numbers, running: new Map(), spentAfter, isSpent: false });
    return numbers;
  }

  /** Adds the counts of cores that serve directly to those of the gateways. */
  addTo(counted: GatewayTally, vars: boolean): GatewayTally {
    const workers = [...this.#workers.values()];
    const newest = new Map(workers.map(({ slot, serial }) => [slot, serial]));
    const tallies = workers.map((worker) =>
      this.#tallyOf(worker, newest.get(worker.slot) === worker.serial, vars),
    );
    return sumTallies([
      counted,
      this.#past,
      ...tallies,
      { sockets: this.#queues(), workers: [], routes: [] },
    ]);
  }

  /**
   * To be called several times a second.
   * @param left workers that have not ended
   * @param now of a clock that stops while this process is stopped
   */
  look(
    left: readonly Worker[],
    now: number,
    { workers: { harakiriSeconds, maxRequests } }: ServerConfig,
  ): void {
    const serials = new Set(left.map(({ serial }) => serial));
    for (const worker of this.#workers.values()) if (!serials.has(worker.serial)) this.#settle(worker);
    if (harakiriSeconds === null && maxRequests === null) return;
    for (const worker of this.#workers.values()) {
      const glances = worker.numbers.map((number) => ({ number, ...this.#slots.glance(number) }));
      const requests = glances.reduce((sum, one) => sum + one.requests, 0);
      if (!worker.isSpent && requests >= worker.spentAfter) {
        worker.isSpent = true;
        this.#events.spent(worker.serial);
      }
      if (harakiriSeconds === null) continue;
      const limit = harakiriSeconds * 1000;
      const running = glances.flatMap(({ number, began, answered }) => {
        const elapsed = this.#elapsed(worker, number, began, now);
        return elapsed === null ? [] : [{ number, elapsed, answered }];
      });
      const isOver = ({ elapsed, answered }: (typeof running)[number]): boolean =>
        elapsed >= limit + (answered ? 0 : GRACE_MS);
      // The others have the same limit.
      if (running.length === 0 || !running.every(isOver)) continue;
      this.#events.stuck(
        worker.serial,
        running.map(({ number }) => this.#stuckRequest(worker, number)),
      );
    }
  }

  #elapsed(worker: DirectWorker, number: number, began: bigint | null, now: number): number | null {
    if (began === null) {
      worker.running.delete(number);
      return null;
    }
    const known = worker.running.get(number);
    if (known?.began === began) return now - known.since;
    const elapsed = Math.min(LONGEST_LOOK_MS, Number(process.hrtime.bigint() - began) / 1e6);
    worker.running.set(number, { began, since: now - elapsed });
    return elapsed;
  }

  #stuckRequest(worker: DirectWorker, number: number): StuckRequest {
    const found = this.#slots.request(number, true);
    const request = found === null ? null : requestIn(found.packet);
    return {
      core: worker.numbers.indexOf(number),
      remote: request?.remote ?? '',
      method: request?.method ?? '',
      uri: request?.uri ?? '',
      since: Math.floor((found?.startMicros ?? 0) / 1_000_000),
    };
  }

  #settle(worker: DirectWorker): void {
    this.#past = sumTallies([this.#past, settledTally(this.#tallyOf(worker, false, false))]);
    this.#workers.delete(worker.serial);
    for (const number of worker.numbers) this.#slots.giveBack(number);
  }

  #tallyOf({ slot, numbers }: DirectWorker, isNewest: boolean, vars: boolean): GatewayTally {
    const counts = numbers.map((number) => this.#slots.counts(number, this.#listeners));
    const used = counts.filter(({ averageMicros }) => averageMicros > 0);
    const average = used.reduce((sum, one) => sum + one.averageMicros, 0) / Math.max(1, used.length);
    const worker: WorkerTally = {
      slot,
      deltaRequests: isNewest ? counts.reduce((sum, { core }) => sum + core.requests, 0) : 0,
      averageMicros: Math.floor(average),
      apps: [],
      cores: counts.map(({ core }, index) => ({
        ...core,
        inRequest: this.#inRequest(numbers[index] ?? 0, vars),
      })),
    };
    // Applications are counted by core; summing is for tallies.
    const apps = counts.map((one): GatewayTally => {
      const sockets = one.rejected.map((rejected): SocketTally => ({ waiting: 0, refused: 0, rejected }));
      return {
        sockets,
        workers: [{ slot, deltaRequests: 0, averageMicros: 0, apps: one.apps, cores: [] }],
        routes: [],
      };
    });
    return sumTallies([{ sockets: [], workers: [worker], routes: [] }, ...apps]);
  }

  #inRequest(number: number, vars: boolean): InRequest | null {
    const found = this.#slots.request(number, vars);
    if (found === null) return null;
    const request = vars ? requestIn(found.packet) : null;
    return { startMicros: found.startMicros, vars: request === null ? [] : varsIn(request.environ) };
  }

  #queues(): SocketTally[] {
    const queues = readQueues(this.sockets.listeners.map(({ descriptor }) => descriptor));
    const waiting = Array.from({ length: this.#listeners }, () => 0);
    for (const { descriptor, listener } of this.sockets.listeners) {
      waiting[listener] = (waiting[listener] ?? 0) + (queues.get(descriptor) ?? 0);
    }
    return waiting.map((count) => ({ waiting: count, refused: 0, rejected: 0 }));
  }
}

function requestIn(packet: Buffer): UwsgiRequest | null {
  const result = new UwsgiPacketReader(65_535, latin1).push(packet);
  return result.kind === 'request' ? readUwsgiRequest(result.packet) : null;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
