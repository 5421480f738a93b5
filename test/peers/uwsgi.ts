// Starts a real uWSGI for a test: PyPI's or Debian's, with the command lines of the corpus. Chooses ports, waits until
// the stats server answers, keeps the log, and ends every process of it when the test is over.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { projectRoot } from '../fixtures.js';
import { waitFor } from '../wait-for.js';
import { type PeerName, peers, requirePeer } from './peers.js';
import { freePort } from './ports.js';
import { readStatsText } from './read-stats.js';

export type Flavour = 'pypi' | 'debian';

export interface UwsgiRequest {
  readonly flavour?: Flavour;
  /**
   * The arguments, separated by blanks. `{http}` and `{stats}` are addresses, `{port:NAME}` is a port of its own,
   * `{app}` is the test application, `{apps}` its folder, `{dir}` a folder that goes with the test.
   */
  readonly command: string;
  /** Debian's uWSGI loads what PyPI's has built in. */
  readonly debianPlugins?: string;
  readonly stats?: 'tcp' | 'unix' | 'abstract';
  /** Written into `{dir}` first; the same placeholders. */
  readonly files?: Readonly<Record<string, string>>;
  /** When the server counts as started; by default when every spawned worker accepts. */
  readonly ready?: (document: StatsLike) => boolean;
}

/** As much of a stats document as tests of the tests look at. */
export interface StatsLike {
  readonly version?: string;
  readonly pid: number;
  readonly workers?: readonly WorkerLike[];
  readonly sockets?: readonly { readonly name: string }[];
  readonly vassals?: readonly { readonly id: string; readonly accepting: number; readonly pid: number }[];
}

interface WorkerLike {
  readonly pid: number;
  readonly accepting: number;
  readonly status: string;
  readonly requests: number;
  readonly respawn_count: number;
  readonly cores?: readonly { readonly in_request: number }[];
}

const SERVER_NAMES: Readonly<Record<Flavour, PeerName>> = { pypi: 'uwsgi', debian: 'debian-uwsgi' };
const ATTEMPTS = 5;
const START_TIMEOUT_MS = 30_000;

/** Resolves when the server answers; null when this uWSGI is not here and the test has been marked as skipped. */
export async function startUwsgi(t: TestContext, request: UwsgiRequest): Promise<UwsgiServer | null> {
  const flavour = request.flavour ?? 'pypi';
  const program = requirePeer(t, SERVER_NAMES[flavour]);
  if (program === null || requirePeer(t, 'python3') === null) return null;
  const usesGevent = request.command.includes('--gevent');
  if (flavour === 'debian' && usesGevent && requirePeer(t, 'debian-gevent') === null) return null;
  const server = new UwsgiServer(program, request);
  t.after(() => server.remove());
  await server.startSomewhere();
  return server;
}

export class UwsgiServer {
  readonly #program: string;
  readonly #request: UwsgiRequest;
  readonly #folder: string;
  #ports = new Map<string, number>();
  #child: ChildProcess | null = null;
  #log = '';

  constructor(program: string, request: UwsgiRequest) {
    this.#program = program;
    this.#request = request;
    this.#folder = mkdtempSync(join(tmpdir(), 'tstop-uwsgi-'));
  }

  get httpAddress(): string {
    return `127.0.0.1:${this.port('http')}`;
  }

  get statsAddress(): string {
    if (this.#request.stats === 'unix') return join(this.#folder, 'stats.sock');
    if (this.#request.stats === 'abstract') return `@${this.#folder}`;
    return `127.0.0.1:${this.port('stats')}`;
  }

  /** The master, or the emperor; the leader of the process group. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('uWSGI is not running');
    return pid;
  }

  get folder(): string {
    return this.#folder;
  }

  log(): string {
    return this.#log;
  }

  port(name: string): number {
    const port = this.#ports.get(name);
    if (port === undefined) throw new Error(`No port has been chosen for "${name}"`);
    return port;
  }

  /** One reply of the stats server, null when it does not answer. */
  text(): Promise<string | null> {
    const http = this.#request.command.includes('--stats-http');
    return readStatsText(this.statsAddress, http, this.#program);
  }

  /** The reply understood. Throws when it is not JSON: uWSGI sends what clients sent it. */
  async document(): Promise<StatsLike | null> {
    const text = await this.text();
    // The caller looks at what the real server is known to send.
    return text === null ? null : (JSON.parse(text) as StatsLike);
  }

  /** Starts with new ports until all of them can be bound. */
  async startSomewhere(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      await this.#choosePorts();
      try {
        return await this.start();
      } catch (error) {
        if (attempt === ATTEMPTS || !this.#log.includes('Address already in use')) throw error;
      }
    }
  }

  /** Starts (again) on the ports chosen before. */
  async start(): Promise<void> {
    this.#writeFiles();
    this.#spawn();
    await waitFor(`uWSGI to answer on ${this.statsAddress}`, () => this.#isReady(), START_TIMEOUT_MS);
  }

  /** Kills the whole process group by its id and waits until the master is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    this.#child = null;
    const gone = hasEnded(child) ? null : new Promise((resolve) => child.once('exit', resolve));
    killGroup(child.pid);
    await gone;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #choosePorts(): Promise<void> {
    const texts = [this.#request.command, ...Object.values(this.#request.files ?? {})].join(' ');
    const named = [...texts.matchAll(/\{port:(\w+)\}/g)].map(([, name]) => name ?? '');
    const names = new Set(['http', 'stats', ...named]);
    this.#ports = new Map();
    for (const name of names) this.#ports.set(name, await this.#unusedPort());
  }

  async #unusedPort(): Promise<number> {
    const port = await freePort();
    return [...this.#ports.values()].includes(port) ? this.#unusedPort() : port;
  }

  #spawn(): void {
    const plugins = this.#request.debianPlugins ?? 'python3';
    const debian = this.#request.flavour === 'debian' && plugins !== '' ? ['--plugin', plugins] : [];
    const words = this.#request.command.split(/\s+/).filter((word) => word !== '');
    const args = [...debian, ...words.map((word) => this.#fill(word))];
    const launcher = join(projectRoot, 'test', 'peers', 'die-with-parent.py');
    this.#log = '';
    const child = spawn(peers.python3.find() ?? 'python3', [launcher, this.#program, ...args], {
      cwd: this.#folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => this.#note(bytes));
    child.on('error', (error) => this.#note(error));
    this.#child = child;
  }

  #note(text: Buffer | Error): void {
    this.#log = `${this.#log}${text}`.slice(-200_000);
  }

  async #isReady(): Promise<boolean> {
    if (this.#child !== null && hasEnded(this.#child)) throw new Error(`uWSGI ended:\n${this.#log}`);
    const document = await this.document();
    return document !== null && (this.#request.ready ?? everyWorkerAccepts)(document);
  }

  #writeFiles(): void {
    for (const [name, text] of Object.entries(this.#request.files ?? {})) {
      const path = join(this.#folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, this.#fill(text));
    }
  }

  #fill(text: string): string {
    const apps = join(projectRoot, 'test', 'peers', 'apps');
    return text
      .replaceAll('{http}', this.httpAddress)
      .replaceAll('{stats}', this.statsAddress)
      .replaceAll('{app}', join(apps, 'app.py'))
      .replaceAll('{apps}', apps)
      .replaceAll('{dir}', this.#folder)
      .replace(/\{port:(\w+)\}/g, (_, name: string) => String(this.port(name)));
  }
}

function everyWorkerAccepts(document: StatsLike): boolean {
  return (document.workers ?? []).every(
    ({ pid, accepting, status }) => status === 'cheap' || (pid > 0 && accepting === 1),
  );
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
