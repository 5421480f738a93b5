/**
 * Linux's facts about one process, from /proc, after making sure that the process is the worker: its id comes from a
 * server that may live in another pid namespace, where the same number means another process.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessFacts } from '../metrics/process-facts.js';
import { codeOf } from '../sources/read-failure.js';
import { commandLineOf, optionValue } from './command-line.js';

export interface ProcessQuestion {
  readonly pid: number;
  /** When the server says that it started it, epoch ms; null: it does not say. */
  readonly spawnedAtMs: number | null;
  /** Of the server's document: the master. */
  readonly serverPid: number | null;
  /** Also what takes the kernel long: the memory that it shares with others. */
  readonly thorough: boolean;
}

/** Why there is nothing; one line for people. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError';
}

export interface ProcessHost {
  /** `/proc`; tests have their own. */
  readonly root: string;
  readonly platform: NodeJS.Platform;
  /** A process of that id exists, readable or not. */
  readonly exists: (pid: number) => boolean;
}

export const THIS_HOST: ProcessHost = { root: '/proc', platform: process.platform, exists: processExists };

/** Rejects with `ProcessError` only. */
export async function readProcess(
  question: ProcessQuestion,
  host: ProcessHost = THIS_HOST,
): Promise<ProcessFacts> {
  const stat = await verifiedProcess(question, host);
  const folder = join(host.root, String(question.pid));
  const [status, wchan, openFiles, limits, rollup] = await Promise.all([
    textOrNull(join(folder, 'status')),
    textOrNull(join(folder, 'wchan')),
    entriesOrNull(join(folder, 'fd')),
    textOrNull(join(folder, 'limits')),
    question.thorough ? textOrNull(join(folder, 'smaps_rollup')) : null,
  ]);
  return {
    pid: question.pid,
    timeMs: Date.now(),
    startTicks: stat.startTicks,
    state: stat.state,
    cpuSeconds: stat.cpuTicks / TICKS_PER_SECOND,
    threads: numberIn(status, /^Threads:\s+(\d+)/m),
    wchan: waitingIn(wchan),
    rssBytes: kilobytesIn(status, /^VmRSS:\s+(\d+) kB/m),
    pssBytes: kilobytesIn(rollup, /^Pss:\s+(\d+) kB/m),
    swapBytes: kilobytesIn(status, /^VmSwap:\s+(\d+) kB/m),
    openFiles,
    openFilesLimit: numberIn(limits, /^Max open files\s+(\d+)/m),
    harakiriSeconds: await harakiriOf(question, stat, host),
  };
}

/** Only of the process that started the worker: the pid named as the master may be another process here. */
async function harakiriOf(
  { serverPid }: ProcessQuestion,
  stat: ProcessStat,
  host: ProcessHost,
): Promise<number | null> {
  if (serverPid === null || !(await isBelow(stat, serverPid, host))) return null;
  const given = optionValue(await commandLineOf(serverPid, host.root), ['--harakiri', '-t']);
  const seconds = given !== null && /^\d{1,9}$/.test(given) ? Number(given) : 0;
  return seconds > 0 ? seconds : null;
}

/** Makes sure that the process of that id is the one the server means; rejects with `ProcessError` if not. */
export async function verifiedProcess(
  { pid, spawnedAtMs, serverPid }: Omit<ProcessQuestion, 'thorough'>,
  host: ProcessHost = THIS_HOST,
): Promise<ProcessStat> {
  if (host.platform !== 'linux') throw new ProcessError('processes can only be read on Linux (/proc)');
  const stat = await statOf(pid, host);
  const startedAtMs = await startOf(stat, host);
  if (spawnedAtMs !== null && startedAtMs !== null && Math.abs(startedAtMs - spawnedAtMs) <= TOLERANCE_MS)
    return stat;
  if (serverPid !== null && (await isBelow(stat, serverPid, host))) return stat;
  if (spawnedAtMs === null && serverPid === null) return stat;
  throw new ProcessError(
    `process ${pid} of this host is not the worker: the server is in a container or on another host`,
  );
}

/** Every kernel for machines that Node runs on counts so for user space. */
const TICKS_PER_SECOND = 100;
/** `last_spawn` and the boot time are whole seconds, and the boot time wavers by one. */
const TOLERANCE_MS = 3000;

export interface ProcessStat {
  readonly state: string;
  readonly parent: number;
  readonly cpuTicks: number;
  readonly startTicks: number;
  /** Its memory, its end and the like are shown to this user; false also for a process that has ended. */
  readonly isOpen: boolean;
  /** Of a process that has ended and was not waited for yet, as `wait` gives it; 0 where it may not be read, too. */
  readonly waitStatus: number;
}

async function statOf(pid: number, host: ProcessHost): Promise<ProcessStat> {
  try {
    const stat = parseStat(await readFile(join(host.root, String(pid), 'stat'), 'latin1'));
    if (stat === null) throw new ProcessError(`/proc/${pid} cannot be parsed`);
    return stat;
  } catch (error) {
    throw error instanceof ProcessError ? error : new ProcessError(absence(pid, codeOf(error), host));
  }
}

function absence(pid: number, code: string, host: ProcessHost): string {
  if (code === 'EACCES' || code === 'EPERM') return `permission denied: cannot read process ${pid}`;
  if (code === 'ESRCH') return `process ${pid} has just ended`;
  return host.exists(pid)
    ? `process ${pid} is hidden from this user (/proc is mounted with hidepid)`
    : `no process ${pid} on this host: it has ended, or the server is in a container`;
}

/** The name, in brackets, may hold anything, brackets too. */
export function parseStat(text: string): ProcessStat | null {
  const fields = text
    .slice(text.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  const [state = ''] = fields;
  const [parent, user, system, start] = [1, 11, 12, 19].map((index) => Number(fields[index] ?? Number.NaN));
  if (!/^[A-Za-z]$/.test(state) || parent === undefined || start === undefined) return null;
  const cpuTicks = Number(user) + Number(system);
  const known = [parent, cpuTicks, start].every(Number.isFinite);
  // The kernel writes 1 in the place of an address that it does not show.
  const isOpen = Number(fields[23] ?? 0) > 1;
  const waitStatus = Number(fields[49] ?? 0);
  return known ? { state, parent, cpuTicks, startTicks: start, isOpen, waitStatus } : null;
}

/** Epoch ms; null where the kernel does not tell when it was booted. */
async function startOf({ startTicks }: ProcessStat, host: ProcessHost): Promise<number | null> {
  const booted = numberIn(await textOrNull(join(host.root, 'stat')), /^btime (\d+)/m);
  return booted === null ? null : (booted + startTicks / TICKS_PER_SECOND) * 1000;
}

/** A worker is the child of its master; one of tsgi's has the process that loaded the application between. */
async function isBelow({ parent }: ProcessStat, master: number, host: ProcessHost): Promise<boolean> {
  // In a container the master may be process 1, whose children outside are everybody's.
  if (master <= 1 || parent <= 1) return false;
  if (parent === master) return true;
  return statOf(parent, host).then(
    (stat) => stat.parent === master,
    () => false,
  );
}

/** Without what the compiler added to the name; `0` is for a process that runs, and for those who may not know. */
function waitingIn(wchan: string | null): string | null {
  const name = wchan?.trim().replace(/\.(?:constprop|isra|part|cold|llvm)\b.*$/, '') ?? '';
  return name === '' || name === '0' ? null : name;
}

async function textOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'latin1');
  } catch {
    return null;
  }
}

async function entriesOrNull(path: string): Promise<number | null> {
  try {
    return (await readdir(path)).length;
  } catch {
    return null;
  }
}

function numberIn(text: string | null, pattern: RegExp): number | null {
  const digits = text === null ? undefined : pattern.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

function kilobytesIn(text: string | null, pattern: RegExp): number | null {
  const number = numberIn(text, pattern);
  return number === null ? null : number * 1024;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
