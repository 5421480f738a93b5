/**
 * The master: owns the listening sockets, starts and ends every other process, answers for the whole. It never
 * touches a request. What it does is decided in `supervise.ts`; here are the hands and ears.
 */
import { randomBytes } from 'node:crypto';
import type { GatewayFact } from '../gateway/gateway-messages.js';
import type { ServerConfig } from '../options/server-config.js';
import type { AppFacts, ServerFacts, ServerSnapshot } from '../reporting/ledger.js';
import { type BoundServer, bindServer } from './bind-server.js';
import { planGateways } from './gateway-plan.js';
import { Gateways } from './gateways.js';
import { harakiriLines } from './harakiri-lines.js';
import { type BoundListener, bindError } from './listen.js';
import type { LogSink } from './log-sink.js';
import { openMasterFifo } from './master-fifo.js';
import { dropPrivileges, identityFor } from './privileges.js';
import { isAlive, killProcess, sendSignal } from './process-signals.js';
import { reportLines } from './report-lines.js';
import { serverFactsFor } from './server-facts.js';
import { Pidfiles, removeTracebackers, vacuum } from './server-files.js';
import { type FifoAction, fifoTable, signalTable } from './signals.js';
import { supervise } from './supervise.js';
import { type Fact, initialSupervision, type Order, type Supervision } from './supervision.js';
import { WorkerConnections } from './worker-connections.js';
import type { ZygoteFact } from './zygote-messages.js';
import { appFacts, factFor, Zygotes } from './zygotes.js';

export interface MasterSettings {
  readonly config: ServerConfig;
  readonly version: string;
  readonly log: LogSink;
  /** Read anew for each reload. @throws when the configuration is broken: the old one stays. */
  readonly readConfig: () => ServerConfig;
}

const tickMillis = 50;
export class Master {
  readonly #settings: MasterSettings;
  readonly #startedAt = Math.floor(Date.now() / 1000);
  readonly #lazyApps = new Map<number, readonly AppFacts[]>();
  readonly #connections: WorkerConnections;
  readonly #drained = new Set<number>();
  readonly #pidfiles: Pidfiles;
  #config: ServerConfig;
  #state: Supervision;
  #listeners: readonly BoundListener[] = [];
  #gateways: Gateways | null = null;
  #zygotes: Zygotes | null = null;
  #listening = 0;
  #onExit: (code: number) => void = () => {};

  constructor(settings: MasterSettings) {
    this.#settings = settings;
    this.#config = settings.config;
    this.#pidfiles = new Pidfiles(settings.config.process);
    const { workers, application, limits } = settings.config;
    this.#connections = new WorkerConnections(workers.threads, Math.max(1, limits.httpProcesses));
    this.#state = initialSupervision({
      processes: workers.processes,
      threads: workers.threads,
      lazyApps: application.lazyApps,
      needApp: application.needApp,
      reloadMercyMillis: workers.reloadMercySeconds * 1000,
      workerReloadMercyMillis: workers.workerReloadMercySeconds * 1000,
    });
  }

  /**
   * Binds, starts everything, and resolves with the exit code when all is over.
   * @throws StartError when it cannot start
   */
  run(): Promise<number> {
    const identity = identityFor(this.#config);
    const bound = bindServer(this.#config, identity, (line) => this.#log(line));
    this.#listeners = bound.listeners;
    this.#pidfiles.writeEarly();
    for (const path of this.#config.process.masterFifos) {
      openMasterFifo(path, (letter) => this.#obeyLetter(letter));
    }
    if (identity !== null) dropPrivileges(identity, (line) => this.#log(line));
    this.#start(bound);
    for (const [signal, action] of signalTable) process.on(signal, () => this.#act(action));
    setInterval(() => this.#tick(), tickMillis);
    return new Promise((resolve) => {
      this.#onExit = resolve;
      this.#hear({ fact: 'started' });
    });
  }

  /** @param vars whether to bring the environ of requests in flight */
  async observe(vars: boolean): Promise<ServerSnapshot> {
    const tally = (await this.#gateways?.tally(vars)) ?? { sockets: [], workers: [] };
    return { facts: this.#facts(), tally };
  }

  #start(bound: BoundServer): void {
    const token = randomBytes(16).toString('hex');
    const { version, log } = this.#settings;
    const plans = planGateways({ ...bound, config: this.#config, token, version, log });
    this.#gateways = new Gateways(plans, {
      fact: (index, fact) => this.#hearGateway(index, fact),
      died: (index, pid) => this.#log(`DAMN ! http ${index + 1} (pid: ${pid}) died :( trying respawn ...`),
      respawned: (index, pid) => this.#log(`Respawned uWSGI http ${index + 1} (new pid: ${pid})`),
    });
    const link = { links: bound.links.map(({ path }) => path), token, version, masterPid: process.pid };
    this.#zygotes = new Zygotes(link, log, {
      fact: (generation, fact) => this.#hearZygote(generation, fact),
      exited: (generation, pid, code, problem) => {
        if (problem !== null) this.#log(`Cannot run "${this.#config.application.python}": ${problem}`);
        this.#hear({ fact: 'zygote-exited', generation, pid, code });
      },
    });
    this.#log(`spawned uWSGI master process (pid: ${process.pid})`);
  }

  #hear(fact: Fact): void {
    const [state, orders] = supervise(this.#state, fact, Date.now());
    this.#state = state;
    for (const order of orders) this.#obey(order);
  }

  #obey(order: Order): void {
    switch (order.order) {
      case 'start-zygote':
        if (order.readConfig) this.#rereadConfig();
        this.#zygotes?.start(order.generation, this.#config);
        return;
      case 'end-zygote':
        this.#zygotes?.end(order.generation);
        return;
      case 'kill-zygote':
        this.#zygotes?.kill(order.generation);
        return;
      case 'fork':
        this.#zygotes?.fork(order.generation, order.serial, order.slot);
        return;
      case 'retire':
        this.#gateways?.send({ order: 'retire', serial: order.serial });
        return;
      case 'kill':
        killProcess(order.pid, order.dumpFirst);
        return;
      case 'pause':
        this.#gateways?.send({ order: 'pause', paused: order.paused });
        return;
      case 'drain':
        for (const { socket, isFile } of this.#listeners) if (!isFile) socket.close();
        this.#gateways?.send({ order: 'drain' });
        return;
      case 'log':
        this.#log(order.line);
        return;
      case 'exit':
        this.#end(order.code);
        return;
    }
  }

  #hearZygote(generation: number, fact: ZygoteFact): void {
    if (fact.fact === 'exited') {
      this.#exited(fact.serial, fact.code, fact.signal);
      return;
    }
    if (fact.fact === 'worker-loaded') this.#lazyApps.set(fact.serial, fact.apps.map(appFacts));
    this.#hear(factFor(generation, fact));
    if (fact.fact === 'loaded') this.#pidfiles.writeSafe();
  }

  #hearGateway(index: number, fact: GatewayFact): void {
    switch (fact.fact) {
      case 'listening':
        this.#greetGateway(index);
        return;
      case 'listen-failed':
        this.#log(bindError(this.#config.listeners[fact.socket]?.text ?? '', fact.code).message);
        this.#end(1);
        return;
      case 'accepting':
        if (!this.#connections.add(index, fact.serial, fact.slot)) return;
        this.#hear({ fact: 'connected', serial: fact.serial });
        return;
      case 'spent':
        this.#hear({ fact: 'spent', serial: fact.serial });
        return;
      case 'stuck':
        this.#stuck(fact);
        return;
      case 'drained':
        this.#drained.add(index);
        if (this.#drained.size === (this.#gateways?.pids.length ?? 0)) this.#hear({ fact: 'drained' });
        return;
      case 'tally':
        return;
    }
  }

  /** One that was started again does not know what the others were told. */
  #greetGateway(index: number): void {
    this.#listening += 1;
    if (this.#listening <= (this.#gateways?.pids.length ?? 1)) {
      this.#log(`spawned uWSGI http ${index + 1} (pid: ${this.#gateways?.pids[index]})`);
    }
    for (const worker of this.#state.workers) {
      if (worker.state === 'retiring') {
        this.#gateways?.sendTo(index, { order: 'retire', serial: worker.serial });
      }
    }
    if (this.#state.paused) this.#gateways?.sendTo(index, { order: 'pause', paused: true });
    if (this.#state.phase === 'draining') this.#gateways?.sendTo(index, { order: 'drain' });
  }

  #stuck(fact: Extract<GatewayFact, { fact: 'stuck' }>): void {
    const worker = this.#state.workers.find(({ serial }) => serial === fact.serial);
    if (worker === undefined || worker.state === 'dying') return;
    for (const line of harakiriLines(worker.slot, worker.pid ?? 0, fact.request)) this.#log(line);
    this.#hear({ fact: 'stuck', serial: fact.serial });
  }

  #exited(serial: number, code: number | null, signal: number | null): void {
    this.#gateways?.send({ order: 'bury', serial });
    this.#connections.delete(serial);
    this.#lazyApps.delete(serial);
    this.#hear({ fact: 'worker-exited', serial, code, signal });
  }

  #tick(): void {
    // The parent of these is gone, so nobody reports their end.
    for (const worker of this.#state.workers) {
      if (worker.pid === null || this.#zygotes?.isAlive(worker.generation)) continue;
      if (!isAlive(worker.pid)) this.#exited(worker.serial, null, null);
    }
    this.#hear({ fact: 'tick' });
  }

  #obeyLetter(letter: string): void {
    const action = fifoTable.get(letter);
    if (action !== undefined) this.#act(action);
  }

  #act(action: FifoAction | 'nothing'): void {
    switch (action) {
      case 'nothing':
        return;
      case 'report':
        return void this.#report();
      case 'reopen-log':
        this.#settings.log.reopen();
        return;
      case 'rotate-log':
        this.#settings.log.rotate();
        return;
      case 'write-pidfiles':
        this.#pidfiles.write();
        return;
      default:
        this.#hear({ fact: 'command', command: action });
        return;
    }
  }

  async #report(): Promise<void> {
    const { tally } = await this.observe(false);
    for (const line of reportLines(tally)) this.#log(line);
  }

  #rereadConfig(): void {
    try {
      const config = this.#settings.readConfig();
      // Sockets and the number of processes stay as they were bound and forked.
      this.#config = { ...config, listeners: this.#config.listeners, process: this.#config.process };
      this.#gateways?.send({ order: 'reconfigure', config: this.#config });
    } catch (error) {
      this.#log(`Cannot read the configuration again: ${error instanceof Error ? error.message : error}`);
    }
  }

  #end(code: number): void {
    this.#gateways?.end();
    this.#zygotes?.killAll();
    for (const worker of this.#state.workers) if (worker.pid !== null) sendSignal(worker.pid, 'SIGKILL');
    removeTracebackers(this.#config);
    if (this.#config.process.vacuum) vacuum(this.#config, (line) => this.#log(line));
    this.#onExit(code);
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
