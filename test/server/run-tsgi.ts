import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { projectRoot } from '../fixtures.js';
import { PATIENCE_MS, waitFor } from '../wait-for.js';

type TsgiPlace = Pick<TsgiRequest, 'env' | 'program' | 'logFile' | 'openFiles'>;

export interface TsgiRequest {
  /** Arguments; addresses with port 0, the real one is in `http` and `uwsgi`. */
  readonly options: readonly string[];
  /** Files of the working directory, by name; the server is started in it. */
  readonly files?: Readonly<Record<string, string>>;
  /** Instead of a folder of its own. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of the checkout's. */
  readonly program?: string;
  /** Of `--logto`: what is said is read from there. */
  readonly logFile?: string;
  /** `ulimit -n` of the server. */
  readonly openFiles?: number;
  /** Workers to wait for before the test goes on; 0 does not wait for anything. */
  readonly workers?: number;
}

const ownProgram = join(projectRoot, 'bin', 'tsgi');

/** A server with the ten-line application, unless `files` says otherwise. */
export async function runTsgi(t: TestContext, request: TsgiRequest): Promise<Tsgi> {
  const folder = request.cwd ?? makeFolder(t, request.files ?? { 'foobar.py': helloApp });
  const tsgi = new Tsgi(folder, request.options, request);
  t.after(() => tsgi.end());
  const workers = request.workers ?? 1;
  if (workers > 0) await waitFor(`${workers} workers`, () => tsgi.isReady(workers));
  return tsgi;
}

export const helloApp = `
def application(env, start_response):
    start_response('200 OK', [('Content-Type', 'text/html')])
    return [b"Hello World"]
`;

export function makeFolder(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export class Tsgi {
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #logFile: string | null;
  #log = '';
  #exit: { readonly code: number | null; readonly signal: string | null } | null = null;

  constructor(
    folder: string,
    options: readonly string[],
    { env = {}, program = ownProgram, logFile, openFiles }: TsgiPlace = {},
  ) {
    this.folder = folder;
    this.#logFile = logFile ?? null;
    const command = [process.execPath, program, ...options];
    const limited = ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh', ...command];
    const [file = '', ...args] = openFiles === undefined ? command : limited;
    this.#child = spawn(file, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.#log += bytes.toString();
    });
    this.#child.on('exit', (code, signal) => {
      this.#exit = { code, signal };
    });
  }

  /** Everything on standard error, or in the log file, so far. */
  get log(): string {
    return this.#logFile === null ? this.#log : this.#log + readIfThere(this.#logFile);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** `127.0.0.1:PORT` of the first HTTP socket. */
  get http(): string {
    return this.#address(/(?:uWSGI http bound on|bound to TCP address) (\S+) fd/);
  }

  get uwsgi(): string {
    return this.#address(/uwsgi socket \d+ bound to TCP address (\S+) fd/);
  }

  isReady(workers: number): boolean {
    if (this.#exit !== null) throw new Error(`tsgi ended with ${this.#exit.code}:\n${this.log}`);
    return (
      this.count(/^spawned uWSGI worker \d+ /gm) >= workers && this.count(/^spawned uWSGI http 1 /gm) > 0
    );
  }

  count(pattern: RegExp): number {
    return [...this.log.matchAll(pattern)].length;
  }

  /** The pid of the newest process of a slot. */
  workerPid(slot: number): number {
    const pattern = new RegExp(`pawned uWSGI worker ${slot} \\((?:new )?pid: (\\d+)`, 'g');
    return Number([...this.log.matchAll(pattern)].at(-1)?.[1] ?? 0);
  }

  gatewayPid(): number {
    const pattern = /pawned uWSGI http 1 \((?:new )?pid: (\d+)/g;
    return Number([...this.log.matchAll(pattern)].at(-1)?.[1] ?? 0);
  }

  async said(pattern: RegExp, timeoutMs = PATIENCE_MS): Promise<void> {
    await waitFor(`the log line ${pattern}`, () => pattern.test(this.log), timeoutMs).catch(
      (error: Error) => {
        throw new Error(`${error.message}; the log:\n${this.log}`);
      },
    );
  }

  /** One request on a connection of its own. */
  get(path: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = get(
        `http://${this.http}${path}`,
        { agent: false, timeout: PATIENCE_MS },
        (response) => {
          let body = '';
          response.setEncoding('latin1');
          response.on('data', (text: string) => {
            body += text;
          });
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
          );
        },
      );
      request.on('error', reject);
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async exitCode(timeoutMs = PATIENCE_MS): Promise<number | null> {
    await waitFor('the end of tsgi', () => this.#exit !== null, timeoutMs);
    return this.#exit?.code ?? null;
  }

  /** However the test ended: nothing of it is left. */
  async end(): Promise<void> {
    const pids = [this.pid, ...descendants(this.pid)];
    if (this.#exit === null) this.#child.kill('SIGKILL');
    await waitFor('the end of all processes', () => pids.every((pid) => !isRunning(pid))).catch((error) => {
      for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
      throw error;
    });
  }

  #address(pattern: RegExp): string {
    const address = pattern.exec(this.log)?.[1];
    if (address === undefined) throw new Error(`no address in the log:\n${this.log}`);
    return address.startsWith(':') ? `127.0.0.1${address}` : address;
  }
}

/** TCP connections of a server's port that it has not closed yet. */
export function openConnections(address: string): number {
  const port = Number(address.split(':').at(-1)).toString(16).toUpperCase().padStart(4, '0');
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => readFileSync(path, 'utf8').split('\n'));
  const open = ['01', '08'];
  return lines.filter((line) => {
    const [, local = '', , state = ''] = line.trim().split(/\s+/);
    return local.endsWith(`:${port}`) && open.includes(state);
  }).length;
}

/** Open sockets of a process. */
export function socketsOf(pid: number): number {
  return openFiles(pid).filter((target) => target.startsWith('socket:')).length;
}

/** Its open descriptors. */
export function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${name}`)];
    } catch {
      return [];
    }
  });
}

/** All processes below one, children first. */
export function descendants(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [...descendants(child), child]);
}

export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** A zombie is not running. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
