// Contestants that run: started, known to answer, ended.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from '../../test/fixtures.js';
import { peers } from '../../test/peers/peers.js';
import { freePort } from '../../test/peers/ports.js';
import { type App, appsFolder, type ContestantName, contestants } from './contestants.js';

export interface Running {
  readonly name: ContestantName;
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** Its processes: each of these and the ones below it. */
  readonly pids: readonly number[];
  /** From the start of its processes to its first answer. */
  readonly startMs: number;
  stop(): Promise<void>;
}

const longestStartMs = 20_000;
const stopMs = 6000;

/**
 * @param isGuarded it ends with this process, whatever ends that; the guard starts slower than some servers
 * @returns null, with a word on standard error, when one of its programs is not here
 */
export async function startContestant(
  name: ContestantName,
  app: App,
  isGuarded = true,
): Promise<Running | null> {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-bench-'));
  const address = `127.0.0.1:${await freePort()}`;
  const commands = contestants[name]({ address, inner: `127.0.0.1:${await freePort()}`, folder, app });
  const children: ChildProcess[] = [];
  const start = performance.now();
  for (const { program, args } of commands) {
    if (program !== null)
      children.push(run([...(isGuarded ? guard : []), program, ...args], join(folder, 'log')));
    else console.error(`${name}: not here`);
  }
  const stop = async () => {
    await Promise.all(children.map(end));
    rmSync(folder, { recursive: true, force: true });
  };
  if (children.length < commands.length) {
    await stop();
    return null;
  }
  try {
    await untilServing(name, address);
  } catch (error) {
    await stop();
    throw error;
  }
  const pids = children.flatMap(({ pid }) => pid ?? []);
  return { name, address, pids, startMs: performance.now() - start, stop };
}

/** The body of a 200, or null. */
export function ask(address: string, path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const request = get(`http://${address}${path}`, { agent: false, timeout: 5000 }, (response) => {
      let body = '';
      response.on('data', (bytes) => {
        body += bytes;
      });
      response.on('end', () => resolve(response.statusCode === 200 ? body : null));
      response.on('error', () => resolve(null));
    });
    request.on('error', () => resolve(null));
    request.on('timeout', () => request.destroy());
  });
}

/** The start is measured: it is asked more often than a test would. */
async function untilServing(name: string, address: string): Promise<void> {
  const start = performance.now();
  while ((await ask(address, '/')) === null) {
    if (performance.now() - start > longestStartMs) throw new Error(`${name} does not answer`);
    await delay(2);
  }
}

const guard = [peers.python3.find() ?? 'python3', join(projectRoot, 'test', 'peers', 'die-with-parent.py')];

function run([program = '', ...args]: readonly string[], logPath: string): ChildProcess {
  const log = openSync(logPath, 'a');
  const child = spawn(program, args, { cwd: appsFolder, stdio: ['ignore', log, log] });
  closeSync(log);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await gone;
  clearTimeout(timer);
}
