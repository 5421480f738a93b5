/**
 * The master: owns the listening sockets, starts and ends every other process, answers for the whole. It never
 * touches a request. What it does is decided in `supervise.ts`; here are the hands and ears.
 */
import { randomBytes } from 'node:crypto';
import type { AppFacts, ServerFacts, ServerSnapshot } from '../counting/ledger.js';
import { openMasterFifo } from '../files/master-fifo.js';
import { watchRunDirectory } from '../files/run-directory-watch.js';
import { Pidfiles, removeTracebackers } from '../files/server-files.js';
import type { GatewayFact } from '../messages/gateway-messages.js';
import type { ZygoteFact } from '../messages/zygote-messages.js';
import type { ServerConfig } from '../options/config/server-config.js';
import { dropPrivileges, identityFor } from '../process/privileges.js';
import { isAlive, killProcess, sendSignal } from '../process/process-signals.js';
import { SteadyClock } from '../process/steady-clock.js';
import { type BoundListener, bindError } from '../sockets/listen.js';
import { type BoundServer, bindServer } from './bind-server.js';
import { carryOut } from './carry-out.js';
import { Configurations, supervisionFor } from './configurations.js';
import { type DirectServing, directServingFor } from './direct/direct-serving.js';
import { harakiriLines } from './harakiri-lines.js';
import { MasterActions } from './master-actions.js';
import type { MasterSettings } from './master-settings.js';
import { greetingFor } from './processes/gateway-greeting.js';
import { planGateways } from './processes/gateway-plan.js';
import { Gateways } from './processes/gateways.js';
import { WorkerConnections } from './processes/worker-connections.js';
import { appFacts, factFor, Zygotes } from './processes/zygotes.js';
import { serverFactsFor } from './server-facts.js';
import { SIGNAL_TABLE } from './signals.js';
import { supervise } from './supervise/supervise.js';
import type { Fact, Order, Supervision, Worker } from './supervise/supervision.js';

const TICK_MS = 50;

export class Master {
  readonly #settings: MasterSettings;
  readonly #startedAt = Math.floor(Date.now() / 1000);
  readonly #lazyApps = new Map<number, readonly AppFacts[]>();
  readonly #connections: WorkerConnections;
  readonly #drained = new Set<number>();
  readonly #pidfiles: Pidfiles;
  readonly #configurations: Configurations;
  readonly #actions: MasterActions;
  readonly #clock = new SteadyClock();
  readonly #tracebackers = new Map<number, string>();
  #state: Supervision;
  #listeners: readonly BoundListener[] = [];
  #gateways: Gateways | null = null;
  #zygotes: Zygotes | null = null;
  #direct: DirectServing | null = null;
  #listening = 0;
  #onExit: (code: number) => void = () => {};

  constructor(settings: MasterSettings) {
    this.#settings = settings;
    const { config } = settings;
    this.#configurations = new Configurations({ ...settings, log: (line) => this.#log(line) });
    this.#pidfiles = new Pidfiles(config.process, settings.own);
    this.#connections = new WorkerConnections(Math.max(1, config.limits.httpProcesses));
    this.#state = supervisionFor(config);
    this.#actions = new MasterActions({
      log: settings.log,
      pidfiles: this.#pidfiles,
      hear: (fact) => this.#hear(fact),
      isRunning: () => this.#state.phase === 'running',
      readConfig: () => this.#configurations.readAgain(),
      tally: async () => (await this.observe(false)).tally,
    });
  }

  /** The configuration in force. */
  get config(): ServerConfig {
    return this.#configurations.current;
  }

  /**
   * Binds, starts everything, and resolves with the exit code when all is over.
   * @throws StartError when it cannot start
   */
  async run(): Promise<number> {
    const identity = identityFor(this.config);
    const bound = await bindServer(this.config, identity, this.#settings.own, (line) => this.#log(line));
    this.#listeners = bound.listeners;
    this.#pidfiles.writeEarly();
    for (const path of this.config.process.masterFifos) {
      openMasterFifo(path, (letter) => this.#actions.obeyLetter(letter));
    }
    if (identity !== null) dropPrivileges(identity, (line) => this.#log(line));
    this.#start(bound);
    for (const [signal, action] of SIGNAL_TABLE) process.on(signal, () => this.#actions.act(action));
    setInterval(() => this.#tick(), TICK_MS);
    watchRunDirectory(
      bound.runDirectory,
      (line) => this.#log(line),
      (index, socket) => this.#gateways?.sendTo(index, { kind: 'link' }, socket),
    );
    return new Promise((resolve) => {
      this.#onExit = resolve;
      this.#hear({ kind: 'started' });
    });
  }

  /** @param vars bring the environ of requests in flight as well */
  async observe(vars: boolean): Promise<ServerSnapshot> {
    const tally = (await this.#gateways?.tally(vars)) ?? { sockets: [], workers: [], routes: [] };
    return { facts: this.#facts(), tally: this.#direct?.addTo(tally, vars) ?? tally };
  }

  #start(bound: BoundServer): void {
    const token = randomBytes(16).toString('hex');
    const { version, log } = this.#settings;
    const plans = planGateways({ ...bound, config: this.config, token, version, log });
    this.#gateways = new Gateways(plans, {
      fact: (index, fact) => this.#hearGateway(index, fact),
      log: (line) => this.#log(line),
    });
    this.#direct = directServingFor(this.config, bound.listeners, {
      spent: (serial) => this.#hear({ kind: 'spent', serial }),
      stuck: (serial, requests) => this.#stuck({ serial, requests }),
      log: (line) => this.#log(line),
    });
    const { runDirectory } = bound;
    const links = runDirectory.links.map(({ path }) => path);
    const link = { token, version, masterPid: process.pid, startedAt: this.#startedAt, links };
    log.onReopened = () => this.#gateways?.send({ kind: 'reopen-log' });
    this.#zygotes = new Zygotes(
      link,
      { lockDescriptor: runDirectory.lockDescriptor, direct: this.#direct?.sockets ?? null },
      log,
      {
        fact: (generation, fact) => this.#hearZygote(generation, fact),
        exited: (generation, pid, { code, signal }) => {
          this.#hear({ kind: 'zygote-exited', generation, pid, code, signal });
          this.#configurations.forget(generation);
        },
      },
    );
    this.#log(`spawned uWSGI master process (pid: ${process.pid})`);
  }

  #hear(fact: Fact): void {
    const [state, orders] = supervise(this.#state, fact, this.#clock.now(), Date.now());
    this.#state = state;
    for (const order of orders) this.#obey(order);
  }

  #obey(order: Order): void {
    const gateways = this.#gateways;
    const zygotes = this.#zygotes;
    if (gateways === null || zygotes === null) return;
    carryOut(order, {
      gateways,
      zygotes,
      listeners: this.#listeners,
      startZygote: (generation, isFresh) => this.#startZygote(generation, isFresh),
      coresFor: (serial) => this.#direct?.begin(this.#workerOf(serial), this.config) ?? [],
      adopt: (generation) => this.#adopt(generation),
      log: (line) => this.#log(line),
      end: (code) => this.#end(code),
    });
  }

  #hearZygote(generation: number, fact: ZygoteFact): void {
    if (fact.kind !== 'loaded' && !this.#isOwnWorker(generation, fact)) return;
    if (fact.kind === 'exited') {
      this.#exited(fact.serial, fact.code, fact.signal);
      return;
    }
    if (fact.kind === 'tracebacker') {
      const slot = this.#workerOf(fact.serial)?.slot;
      if (slot !== undefined) this.#tracebackers.set(slot, fact.identity);
      return;
    }
    if (fact.kind === 'asked') {
      if (fact.what === 'recycle') this.#hear({ kind: 'asked-to-go', serial: fact.serial });
      else this.#actions.act(fact.what);
      return;
    }
    if (fact.kind === 'worker-loaded') this.#lazyApps.set(fact.serial, fact.apps.map(appFacts));
    this.#hear(factFor(generation, fact));
    if (fact.kind === 'loaded') this.#actions.attempt(() => this.#pidfiles.writeSafe());
  }

  /** A zygote speaks for its own workers only, and names no process that is not one of its own. */
  #isOwnWorker(generation: number, fact: Exclude<ZygoteFact, { kind: 'loaded' }>): boolean {
    const worker = this.#workerOf(fact.serial);
    if (worker?.generation !== generation) return false;
    return fact.kind !== 'forked' || (worker.pid === null && this.#zygotes?.isOurs(fact.pid) === true);
  }

  #hearGateway(index: number, fact: GatewayFact): void {
    switch (fact.kind) {
      case 'listening':
        this.#greetGateway(index);
        return;
      case 'listen-failed':
        this.#log(bindError(this.config.listeners[fact.socket]?.text ?? '', fact.code).message);
        this.#end(1);
        return;
      case 'accepting':
        if (this.#workerOf(fact.serial) === undefined) {
          // Its zygote was killed before it could name it.
          if (this.#zygotes?.isOurs(fact.pid) === true) killProcess(fact.pid, false);
          return;
        }
        if (!this.#connections.add(index, fact)) return;
        this.#hear({ kind: 'connected', serial: fact.serial });
        return;
      case 'spent':
        this.#hear({ kind: 'spent', serial: fact.serial });
        return;
      case 'stuck':
        this.#stuck(fact);
        return;
      case 'drained':
        this.#drained.add(index);
        if (this.#drained.size === (this.#gateways?.pids.length ?? 0)) this.#hear({ kind: 'drained' });
        return;
      case 'tally':
        return;
    }
  }

  #greetGateway(index: number): void {
    this.#listening += 1;
    if (this.#listening <= (this.#gateways?.pids.length ?? 1)) {
      this.#log(`spawned uWSGI http ${index + 1} (pid: ${this.#gateways?.pids[index]})`);
    }
    for (const order of greetingFor(this.#state)) this.#gateways?.sendTo(index, order);
  }

  #stuck(fact: Omit<Extract<GatewayFact, { kind: 'stuck' }>, 'kind'>): void {
    const worker = this.#workerOf(fact.serial);
    if (worker === undefined || worker.state === 'dying') return;
    for (const line of harakiriLines(worker.slot, worker.pid ?? 0, fact.requests)) this.#log(line);
    this.#hear({ kind: 'stuck', serial: fact.serial });
  }

  #exited(serial: number, code: number | null, signal: number | null): void {
    this.#gateways?.send({ kind: 'bury', serial });
    this.#connections.delete(serial);
    this.#lazyApps.delete(serial);
    this.#hear({ kind: 'worker-exited', serial, code, signal });
  }

  #tick(): void {
    // Their parent is gone, so no process reports their end.
    for (const worker of this.#state.workers) {
      if (worker.pid === null || this.#zygotes?.isAlive(worker.generation)) continue;
      if (!isAlive(worker.pid)) this.#exited(worker.serial, null, null);
    }
    this.#direct?.look(this.#state.workers, this.#clock.now(), this.config);
    this.#hear({ kind: 'tick' });
  }

  #startZygote(generation: number, isFresh: boolean): void {
    const config = this.#configurations.assign(generation, isFresh);
    this.#zygotes?.start(generation, config, {
      directory: this.#configurations.directoryFor(config),
      isReload: this.#state.reloads > 0,
    });
  }

  #adopt(generation: number): void {
    const config = this.#configurations.adopt(generation);
    if (config === null) return;
    this.#settings.log.reconfigure(config.log);
    this.#gateways?.reconfigure(config);
  }

  #end(code: number): void {
    this.#state = { ...this.#state, phase: 'ended' };
    const ended = this.#gateways?.end() ?? Promise.resolve();
    this.#zygotes?.killAll();
    for (const worker of this.#state.workers) if (worker.pid !== null) sendSignal(worker.pid, 'SIGKILL');
    removeTracebackers(this.config, this.#tracebackers);
    if (this.config.process.vacuum) this.#settings.own.remove((line) => this.#log(line));
    void ended.then(() => this.#onExit(code));
  }

  #workerOf(serial: number): Worker | undefined {
    return this.#state.workers.find((worker) => worker.serial === serial);
  }

  #facts(): ServerFacts {
    return serverFactsFor(this.#state, {
      version: this.#settings.version,
      startedAt: this.#startedAt,
      listeners: this.#listeners.map(({ facts }) => facts),
      gatewayPids: this.#gateways?.pids ?? [],
      zygotePid: (generation) => this.#zygotes?.pidOf(generation) ?? null,
      apps: ({ serial, generation }) => this.#lazyApps.get(serial) ?? this.#zygotes?.appsOf(generation) ?? [],
    });
  }

  #log(line: string): void {
    this.#settings.log.line(line);
  }
}
