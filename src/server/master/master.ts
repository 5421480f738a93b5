/**
 * The master: owns the listening sockets, starts and ends every other process, answers for the whole. It never
 * touches a request. What it does is decided in `supervise.ts`; here are the hands and ears.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { coresForGateway } from '../dispatch/link-frames.js';
import type { GatewayFact, GatewaySettings } from '../gateway/gateway-messages.js';
import type { ServerConfig } from '../options/server-config.js';
import type { AppFacts, ServerFacts, ServerSnapshot } from '../reporting/ledger.js';
import { firstDescriptor, type GatewaySpawn } from './gateway-handle.js';
import { Gateways } from './gateways.js';
import { type BoundListener, type BoundSocket, bindAddress, bindError, bindListener } from './listen.js';
import type { LogSink } from './log-sink.js';
import { openMasterFifo } from './master-fifo.js';
import { dropPrivileges, identityFor } from './privileges.js';
import { makeRunDirectory } from './run-directory.js';
import { vacuum, writePidfile } from './server-files.js';
import { type FifoAction, fifoTable, signalTable } from './signals.js';
import { supervise } from './supervise.js';
import { type Fact, initialSupervision, type Order, type Supervision } from './supervision.js';
import type { ZygoteFact } from './zygote-messages.js';
import { appFacts, Zygotes } from './zygotes.js';

export interface MasterSettings {
  readonly config: ServerConfig;
  readonly version: string;
  readonly log: LogSink;
  /** Read anew for each reload. @throws when the configuration is broken: the old one stays. */
  readonly readConfig: () => ServerConfig;
}

const tickMillis = 50;
/** Between the signal that makes a stuck worker print its stacks and the one that ends it. */
const dumpMillis = 150;

export class Master {
  readonly #settings: MasterSettings;
  readonly #startedAt = Math.floor(Date.now() / 1000);
  readonly #lazyApps = new Map<number, readonly AppFacts[]>();
  readonly #connected = new Map<number, Set<number>>();
  readonly #drained = new Set<number>();
  #config: ServerConfig;
  #state: Supervision;
  #listeners: readonly BoundListener[] = [];
  #gateways: Gateways | null = null;
  #zygotes: Zygotes | null = null;
  #listening = 0;
  #safePidfileWritten = false;
  #onExit: (code: number) => void = () => {};

  constructor(settings: MasterSettings) {
    this.#settings = settings;
    this.#config = settings.config;
    const { workers, application } = settings.config;
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
    this.#listeners = this.#config.listeners.map((listener, index) =>
      bindListener(listener, index, this.#config),
    );
    const { pidfile, masterFifos } = this.#config.process;
    if (pidfile !== null) writePidfile(pidfile);
    const runDirectory = makeRunDirectory(identity);
    const links = this.#bindLinks(runDirectory);
    for (const path of masterFifos) openMasterFifo(path, (letter) => this.#obeyLetter(letter));
    if (identity !== null) dropPrivileges(identity, (line) => this.#log(line));
    this.#start(runDirectory, links);
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

  get listeners(): readonly BoundListener[] {
    return this.#listeners;
  }

  #bindLinks(runDirectory: string): { readonly path: string; readonly socket: BoundSocket }[] {
    const count = Math.max(1, this.#config.limits.httpProcesses);
    return Array.from({ length: count }, (_, index) => {
      const path = join(runDirectory, `link-${index + 1}`);
      return { path, socket: bindAddress({ kind: 'unix', path }, path) };
    });
  }

  #start(
    runDirectory: string,
    links: readonly { readonly path: string; readonly socket: BoundSocket }[],
  ): void {
    const token = randomBytes(16).toString('hex');
    const { version, log } = this.#settings;
    const take = (bytes: Buffer) => log.write(bytes);
    const descriptors = this.#listeners.map(({ socket }) => socket.fd);
    const settings = links.map(
      (_, index): GatewaySettings => ({
        config: this.#config,
        index,
        listeners: this.#listeners.map(({ facts }, at) => ({ descriptor: firstDescriptor + at, facts })),
        linkDescriptor: firstDescriptor + descriptors.length,
        runDirectory,
        token,
        gateways: links.length,
        version,
      }),
    );
    const spawn = links.map(
      ({ socket }): GatewaySpawn => ({
        descriptors: [...descriptors, socket.fd],
        logDescriptor: log.sharedDescriptor,
        log: take,
      }),
    );
    this.#gateways = new Gateways(settings, spawn, {
      fact: (index, fact) => this.#hearGateway(index, fact),
      died: (index, pid) => this.#log(`DAMN ! http ${index + 1} (pid: ${pid}) died :( trying respawn ...`),
      respawned: (index, pid) => this.#log(`Respawned uWSGI http ${index + 1} (new pid: ${pid})`),
    });
    const link = { links: links.map(({ path }) => path), token, version, masterPid: process.pid };
    this.#zygotes = new Zygotes(link, log.sharedDescriptor, take, {
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
        if (order.generation > 1) this.#rereadConfig();
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
        this.#kill(order.pid, order.dumpFirst);
        return;
      case 'pause':
        this.#gateways?.send({ order: 'pause', paused: order.paused });
        return;
      case 'drain':
        for (const { socket } of this.#listeners) socket.close();
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
    switch (fact.fact) {
      case 'loaded':
        this.#hear({
          fact: 'zygote-loaded',
          generation,
          loaded: fact.apps.length,
          failed: fact.failed.length,
        });
        this.#writeSafePidfile();
        return;
      case 'worker-loaded':
        this.#lazyApps.set(fact.serial, fact.apps.map(appFacts));
        this.#hear({
          fact: 'worker-loaded',
          serial: fact.serial,
          loaded: fact.apps.length,
          failed: fact.failed.length,
        });
        return;
      case 'exited':
        this.#exited(fact.serial, fact.code, fact.signal);
        return;
      case 'forked':
      case 'fork-failed':
        this.#hear(fact);
        return;
    }
  }

  #hearGateway(index: number, fact: GatewayFact): void {
    switch (fact.fact) {
      case 'listening':
        this.#greetGateway(index);
        return;
      case 'listen-failed':
        this.#listenFailed(fact.socket, fact.code);
        return;
      case 'accepting':
        this.#accepting(index, fact.serial, fact.slot);
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

  #listenFailed(socket: number, code: string): void {
    this.#log(bindError(this.#config.listeners[socket]?.text ?? '', code).message);
    this.#end(1);
  }

  #accepting(index: number, serial: number, slot: number): void {
    const heard = this.#connected.get(serial) ?? new Set<number>();
    heard.add(index);
    this.#connected.set(serial, heard);
    const count = this.#gateways?.pids.length ?? 1;
    const { threads } = this.#config.workers;
    for (let gateway = 0; gateway < count; gateway += 1) {
      if (coresForGateway(slot, threads, count, gateway) > 0 && !heard.has(gateway)) return;
    }
    this.#hear({ fact: 'connected', serial });
  }

  #stuck(fact: Extract<GatewayFact, { fact: 'stuck' }>): void {
    const worker = this.#state.workers.find(({ serial }) => serial === fact.serial);
    if (worker === undefined || worker.state === 'dying') return;
    const { core, remote, method, uri, since } = fact.request;
    const name = `worker ${worker.slot}`;
    this.#log(`*** HARAKIRI ON WORKER ${worker.slot} (pid: ${worker.pid}, try: 1) ***`);
    this.#log(`HARAKIRI !!! ${name} status !!!`);
    this.#log(`HARAKIRI [core ${core}] ${remote} - ${method} ${uri} since ${since}`);
    this.#log(`HARAKIRI !!! end of ${name} status !!!`);
    this.#hear({ fact: 'stuck', serial: fact.serial });
  }

  #exited(serial: number, code: number | null, signal: number | null): void {
    this.#gateways?.send({ order: 'bury', serial });
    this.#connected.delete(serial);
    this.#lazyApps.delete(serial);
    this.#hear({ fact: 'worker-exited', serial, code, signal });
  }

  #kill(pid: number, dumpFirst: boolean): void {
    if (!dumpFirst || !this.#config.application.tracebacker) {
      sendSignal(pid, 'SIGKILL');
      return;
    }
    sendSignal(pid, 'SIGUSR2');
    setTimeout(() => sendSignal(pid, 'SIGKILL'), dumpMillis);
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
        this.#writePidfiles();
        return;
      default:
        this.#hear({ fact: 'command', command: action });
        return;
    }
  }

  /** SIGUSR1 */
  async #report(): Promise<void> {
    const { tally } = await this.observe(false);
    const requests = (slot: number) =>
      tally.workers.find((one) => one.slot === slot)?.cores.reduce((sum, core) => sum + core.requests, 0) ??
      0;
    const total = this.#state.slots.reduce((sum, { slot }) => sum + requests(slot), 0);
    this.#log(`workers total requests: ${total}`);
    for (const { slot } of this.#state.slots) this.#log(`worker ${slot} requests: ${requests(slot)}`);
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

  #writePidfiles(): void {
    const { pidfile, safePidfile } = this.#config.process;
    for (const path of [pidfile, safePidfile]) if (path !== null) writePidfile(path);
  }

  #writeSafePidfile(): void {
    const { safePidfile } = this.#config.process;
    if (safePidfile === null || this.#safePidfileWritten) return;
    this.#safePidfileWritten = true;
    writePidfile(safePidfile);
  }

  #end(code: number): void {
    this.#gateways?.end();
    this.#zygotes?.killAll();
    for (const worker of this.#state.workers) if (worker.pid !== null) sendSignal(worker.pid, 'SIGKILL');
    if (this.#config.process.vacuum) vacuum(this.#config, (line) => this.#log(line));
    this.#onExit(code);
  }

  #facts(): ServerFacts {
    const serving = this.#state.slots[0]?.generation ?? this.#state.lastGeneration;
    return {
      version: this.#settings.version,
      pid: process.pid,
      uid: process.getuid?.() ?? 0,
      gid: process.getgid?.() ?? 0,
      cwd: process.cwd(),
      sockets: this.#listeners.map(({ facts }) => facts),
      workers: this.#state.slots.map(({ slot }) => this.#workerFacts(slot)),
      gateways: (this.#gateways?.pids ?? []).map((pid) => ({ pid })),
      zygotePid: this.#zygotes?.pidOf(serving) ?? null,
      paused: this.#state.paused,
      startedAt: this.#startedAt,
      reloads: this.#state.reloads,
    };
  }

  /** During a replacement the slot is shown with the process that serves. */
  #workerFacts(number: number): ServerFacts['workers'][number] {
    const slot = this.#state.slots[number - 1];
    const workers = this.#state.workers.filter((worker) => worker.slot === number && worker.pid !== null);
    const shown = workers.findLast(({ state }) => state === 'accepting') ?? workers.at(-1);
    return {
      slot: number,
      pid: shown?.pid ?? 0,
      accepting: shown?.state === 'accepting',
      cheap: shown === undefined && slot?.wanted === false,
      lastSpawn: Math.floor((slot?.lastSpawn ?? 0) / 1000),
      respawns: slot?.respawns ?? 0,
      harakiris: slot?.harakiris ?? 0,
      apps: shown === undefined ? [] : this.#appsOf(shown.serial, shown.generation),
    };
  }

  #appsOf(serial: number, generation: number): readonly AppFacts[] {
    return this.#lazyApps.get(serial) ?? this.#zygotes?.appsOf(generation) ?? [];
  }

  #log(line: string): void {
    this.#settings.log.line(line);
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
