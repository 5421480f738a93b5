import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { peers } from '../test/peers/peers.js';
import { Pty } from '../test/pty/pty.js';
import { cpuMs, residentBytes } from './process-usage.js';
import type { ReplayServer } from './replay-server.js';

const WARM_UP_MS = 10_000;
const MEASURE_MS = 20_000;

export interface RunningCost {
  readonly name: string;
  readonly cpuMsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly rssBytes: number;
  /** Its share of pages that others use as well counted in part. */
  readonly pssBytes: number;
}

/** Monitors at their usual interval, one after the other; those that this machine does not have are left out. */
export async function measureRunning(
  tstop: string,
  server: ReplayServer,
  size: { readonly columns: number; readonly rows: number },
): Promise<readonly RunningCost[]> {
  const uwsgitop = peers.uwsgitop.find();
  const commands: readonly (readonly string[] | null)[] = [
    [process.execPath, tstop, server.address],
    uwsgitop === null ? null : [uwsgitop, server.address],
    onPath('htop', '-d', '10'),
    onPath('btop'),
  ];
  const costs: RunningCost[] = [];
  for (const command of commands) if (command !== null) costs.push(await costOf(command, size));
  return costs;
}

async function costOf(
  command: readonly string[],
  size: { readonly columns: number; readonly rows: number },
): Promise<RunningCost> {
  const pty = new Pty({ command: [...command], ...size });
  const { pid } = await pty.started;
  await delay(WARM_UP_MS);
  const before = { cpu: cpuMs(pid), bytes: bytesOf(pty) };
  await delay(MEASURE_MS);
  const cost = {
    name: (command[1]?.endsWith('tstop') === true ? 'tstop' : command[0]?.split('/').at(-1)) ?? '',
    cpuMsPerSecond: (cpuMs(pid) - before.cpu) / (MEASURE_MS / 1000),
    bytesPerSecond: (bytesOf(pty) - before.bytes) / (MEASURE_MS / 1000),
    rssBytes: residentBytes(pid).now,
    pssBytes: proportionalBytes(pid),
  };
  pty.send('q');
  await pty.ended;
  return cost;
}

function bytesOf({ bytes }: Pty): number {
  return bytes.reduce((sum, piece) => sum + piece.length, 0);
}

function proportionalBytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1024;
}

function onPath(name: string, ...args: readonly string[]): readonly string[] | null {
  const path = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  const found = path.find((one) => isProgram(one));
  return found === undefined ? null : [found, ...args];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
