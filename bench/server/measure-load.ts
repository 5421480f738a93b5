import { spawn } from 'node:child_process';
import { median } from '../medians.js';
import { treeCpuMs } from '../process-usage.js';
import type { ContestantName } from './contestants.js';
import type { Aim, LoadTable } from './loads.js';
import type { Table } from './results.js';
import { type Running, startContestant } from './running.js';
import { runWrk, type WrkResult } from './wrk.js';

export interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
}

interface Sample extends WrkResult {
  /** All processes of the server, user and system, a request. */
  readonly cpuMicros: number;
}

/** Until compilers have done their work, and what a server learns of its requests is learnt. */
const warmSeconds = 2;

/** All contestants run at once and are asked in turn, A B C A B C: whatever else the machine does meets them alike. */
export async function measureLoad(
  wrk: string,
  table: LoadTable,
  { rounds, seconds }: Rounds,
): Promise<Table> {
  const running: Running[] = [];
  try {
    for (const name of table.contestants) {
      const one = await startContestant(name, table.app ?? 'plain');
      if (one !== null) running.push(one);
    }
    for (const { address } of running) await runWrk(wrk, address, table.load, warmSeconds);
    const samples = new Map<ContestantName, Sample[]>(running.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const one of running) samples.get(one.name)?.push(await sampleOf(wrk, one, table, seconds));
    }
    return tableOf(table, samples);
  } finally {
    await Promise.all(running.map((one) => one.stop()));
  }
}

async function sampleOf(wrk: string, one: Running, table: LoadTable, seconds: number): Promise<Sample> {
  const endNeighbours = startNeighbours(wrk, one.address, table.slowNeighbours ?? 0, seconds);
  const before = cpuOf(one);
  const result = await runWrk(wrk, one.address, table.load, seconds);
  const cpuMs = cpuOf(one) - before;
  await endNeighbours();
  return { ...result, cpuMicros: (cpuMs * 1000) / Math.max(1, result.requests) };
}

function startNeighbours(wrk: string, address: string, count: number, seconds: number): () => Promise<void> {
  if (count === 0) return async () => {};
  const size = ['-t', '1', '-c', `${count}`, '-d', `${seconds + 1}s`, '--timeout', '10s'];
  const child = spawn(wrk, [...size, `http://${address}/slow`], { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return () => gone;
}

function cpuOf({ pids }: Running): number {
  return pids.reduce((sum, pid) => sum + treeCpuMs(pid), 0);
}

function tableOf(table: LoadTable, samples: ReadonlyMap<ContestantName, readonly Sample[]>): Table {
  const of = (name: ContestantName, key: 'cpuMicros' | 'perSecond' | 'p50Ms' | 'p99Ms') =>
    median((samples.get(name) ?? []).map((sample) => sample[key]));
  const [first] = table.contestants;
  const rows = [...samples].map(([name, all]) => [
    name,
    of(name, 'cpuMicros').toFixed(1),
    first === undefined ? '' : `${(of(name, 'cpuMicros') / of(first, 'cpuMicros')).toFixed(2)}×`,
    of(name, 'perSecond').toFixed(0),
    of(name, 'p50Ms').toFixed(2),
    of(name, 'p99Ms').toFixed(2),
    all.find(({ failures }) => failures !== '')?.failures ?? '',
  ]);
  const keys = { cpu: 'cpuMicros', perSecond: 'perSecond', p99: 'p99Ms' } as const;
  const value = ({ of: name, beside, what }: Aim) =>
    of(name, keys[what]) / (beside === undefined ? 1 : of(beside, keys[what]));
  return {
    columns: ['', 'µs CPU a request', '', 'requests/s', 'p50 ms', 'p99 ms', ''],
    rows,
    notes: (table.aims ?? []).map((aim) => aimLine(aim, value(aim))),
  };
}

function aimLine(aim: Aim, value: number): string {
  const words = { cpu: 'CPU', perSecond: 'requests/s', p99: 'p99' } as const;
  const unit = aim.beside === undefined ? ' ms' : `× ${aim.beside}`;
  const limit = aim.most === undefined ? `at least ${aim.least}` : `at most ${aim.most}`;
  const holds = aim.most === undefined ? value >= (aim.least ?? 0) : value <= aim.most;
  return `${words[aim.what]} of ${aim.of}: ${value.toFixed(2)}${unit}, wanted ${limit}: ${holds ? 'yes' : 'no'}`;
}
