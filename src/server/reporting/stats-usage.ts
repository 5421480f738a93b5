/**
 * Reads memory and cpu time of the server's processes: only on request, and at most ten times a second however
 * many ask. On Linux one file of /proc for each process, elsewhere `ps`.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type ProcessUsage, parseAuxv, parseProcStat, parsePs, type SystemUnits } from './process-usage.js';

type UsageReader = (pids: readonly number[]) => Promise<ReadonlyMap<number, ProcessUsage>>;

/** Readings are reused for this long. */
const FRESH_MS = 100;
const PS_TIMEOUT_MS = 2000;

/**
 * Processes that are gone, or that may not be looked at, are missing from the answer.
 * @param now milliseconds of a steady clock
 */
export function makeUsageReader(
  read: UsageReader = process.platform === 'linux' ? readProc : readPs,
  now: () => number = () => performance.now(),
): UsageReader {
  let known: ReadonlyMap<number, ProcessUsage> = new Map();
  let asked = new Set<number>();
  let readAt = Number.NEGATIVE_INFINITY;
  return async (pids) => {
    const isFresh = now() - readAt < FRESH_MS;
    if (isFresh && pids.every((pid) => asked.has(pid))) return known;
    known = await read(pids);
    asked = new Set(pids);
    readAt = now();
    return known;
  };
}

let systemUnits: SystemUnits | null = null;

/** Synchronous reads inside: these files are made of memory, and a thread for each would cost more than it. */
export async function readProc(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessUsage>> {
  systemUnits ??= parseAuxv(readOrNull('/proc/self/auxv') ?? new Uint8Array());
  const found = new Map<number, ProcessUsage>();
  for (const pid of pids) {
    const bytes = readOrNull(`/proc/${pid}/stat`);
    const usage = bytes === null ? null : parseProcStat(bytes.toString('latin1'), systemUnits);
    if (usage !== null) found.set(pid, usage);
  }
  return found;
}

/** Also when some of the processes are gone: `ps` then fails, but has listed the others. */
export function readPs(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessUsage>> {
  if (pids.length === 0) return Promise.resolve(new Map());
  const args = ['-o', 'pid=,rss=,vsz=,time=', '-p', pids.join(',')];
  const options = { timeout: PS_TIMEOUT_MS, env: { ...process.env, LC_ALL: 'C' } };
  return new Promise((resolve) => {
    execFile('ps', args, options, (_error, output) => resolve(parsePs(output)));
  });
}

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
