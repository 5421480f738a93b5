/** A server under a light load, whose processes can be named, hurt and looked at. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { PATIENCE_MS, waitFor } from '../wait-for.js';
import { faultApplication } from './fault-application.js';
import { type HelloLoad, startHelloLoad } from './hello-load.js';
import { readServerStats, type ServerStats } from './read-server-stats.js';
import { childrenOf, isRunning, makeFolder, runTsgi, type Tsgi } from './run-tsgi.js';

export const WORKERS = 3;
const THREADS = 2;
const CLIENTS = 4;

export interface FaultRigSettings {
  /** Where the server keeps temporary files; its working directory by default. */
  readonly temporary?: string;
  /** Of `--logto`. */
  readonly logFile?: string;
}

export class FaultRig {
  readonly tsgi: Tsgi;
  readonly temporary: string;
  readonly #master: number;
  #load: HelloLoad;

  private constructor(tsgi: Tsgi, temporary: string) {
    this.tsgi = tsgi;
    this.temporary = temporary;
    this.#master = tsgi.pid;
    this.#load = startHelloLoad(tsgi, CLIENTS);
  }

  static async start(t: TestContext, settings: FaultRigSettings = {}): Promise<FaultRig> {
    const folder = makeFolder(t, { 'foobar.py': faultApplication });
    const { temporary = folder, logFile } = settings;
    const logTo = logFile === undefined ? [] : ['--logto', logFile];
    const where = ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--disable-logging'];
    const sizes = ['--processes', String(WORKERS), '--threads', String(THREADS), '--harakiri', '3'];
    const control = ['--stats', 'stats.sock', '--master-fifo', 'fifo'];
    const tsgi = await runTsgi(t, {
      options: [...where, ...sizes, ...control, ...logTo],
      ...(logFile === undefined ? {} : { logFile }),
      cwd: folder,
      env: { TMPDIR: temporary },
      workers: WORKERS,
    });
    const rig = new FaultRig(tsgi, temporary);
    t.after(() => rig.end());
    return rig;
  }

  /** To be called when it is of no use any more; otherwise the test does it. */
  async end(): Promise<void> {
    await this.tsgi.end();
    await this.#load.stop();
  }

  get folder(): string {
    return this.tsgi.folder;
  }

  gateway(): Promise<number> {
    return this.#process('gateway');
  }

  zygote(): Promise<number> {
    return this.#process('zygote');
  }

  async workers(): Promise<number[]> {
    const { workers } = await this.stats();
    return workers.map(({ pid }) => pid).filter((pid) => pid !== 0);
  }

  /** A second zygote, there while a reload loads. */
  loadingZygote(known: number): Promise<number> {
    return waitFor('a second zygote', async () => {
      const gateway = await this.gateway();
      return childrenOf(this.#master).find((pid) => pid !== known && pid !== gateway) ?? null;
    });
  }

  /** One that has a request to `/sleep` in hand. */
  busyWorker(): Promise<number> {
    return waitFor('a busy worker', () => {
      const name = readdirSync(this.folder).find((file) => file.startsWith('busy-'));
      return name === undefined ? null : Number(name.slice('busy-'.length));
    });
  }

  stats(): Promise<ServerStats> {
    return readServerStats(join(this.folder, 'stats.sock'));
  }

  /** The status; 0 where no answer came. */
  ask(path: string): Promise<number> {
    return this.tsgi.get(path).then(
      ({ status }) => status,
      () => 0,
    );
  }

  /** The folder of the link sockets, taken away as cleaners of /tmp do. */
  removeRunDirectory(): void {
    for (const name of readdirSync(this.temporary)) {
      if (name.startsWith('tsgi-')) rmSync(join(this.temporary, name), { recursive: true, force: true });
    }
  }

  /** A reload that was asked for has begun and is over, well or not. */
  async reloaded(was: readonly number[]): Promise<void> {
    await waitFor('new workers', async () => !(await this.workers()).some((pid) => was.includes(pid)));
  }

  /** Requests of the load that failed since the last look. */
  async failures(): Promise<readonly string[]> {
    const { statuses } = await this.#load.stop();
    this.#load = startHelloLoad(this.tsgi, CLIENTS);
    return statuses;
  }

  /** The same master, every worker accepts, no reload is under way, and everybody is answered. */
  async isWhole(): Promise<void> {
    await waitFor('a server that is whole', () => this.#looksWhole(), PATIENCE_MS).catch((error: Error) => {
      throw new Error(`${error.message}; the log:\n${this.tsgi.log.slice(-4000)}`);
    });
    const asked = Array.from({ length: 2 * WORKERS * THREADS }, () => this.ask('/'));
    const statuses = await Promise.all(asked);
    if (statuses.some((status) => status !== 200)) throw new Error(`Answers to /: ${statuses}`);
  }

  async #looksWhole(): Promise<boolean> {
    if (!isRunning(this.#master)) throw new Error(`The master is gone:\n${this.tsgi.log.slice(-4000)}`);
    const stats = await this.stats().catch(() => null);
    if (stats === null || stats.tsgi.reloading_since !== 0) return false;
    const accepting = stats.workers.filter(({ accepting: flag, pid }) => flag === 1 && isRunning(pid));
    return accepting.length === WORKERS;
  }

  async #process(role: 'gateway' | 'zygote'): Promise<number> {
    return waitFor(`a ${role}`, async () => {
      const stats = await this.stats().catch(() => null);
      const found = stats?.tsgi.processes.find((one) => one.role === role);
      return found !== undefined && isRunning(found.pid) ? found.pid : null;
    });
  }
}
