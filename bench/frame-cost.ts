import { setTimeout as delay } from 'node:timers/promises';
import { KEYMAP } from '../src/monitor/dashboard/keys/keymap.js';
import { Pty } from '../test/pty/pty.js';
import { cpuMs, residentBytes } from './process-usage.js';
import type { ReplayServer } from './replay-server.js';

const WARM_UP_MS = 4000;
const MEASURE_MS = 12_000;
const KEY_PRESSES = 300;
const KEY_GAP_MS = 20;

export interface FrameCost {
  /** Reading and understanding one reply, and the frame that shows it. */
  readonly refreshCpuMs: number;
  /** The frame alone: a key moves the selection, nothing is read. */
  readonly keyFrameCpuMs: number;
  readonly rssBytes: number;
  readonly peakRssBytes: number;
}

/** Cost of the running dashboard at 200×60. */
export async function measureFrameCost(tstop: string, server: ReplayServer): Promise<FrameCost> {
  const refreshing = await measureRefreshes(tstop, server);
  return { ...refreshing, keyFrameCpuMs: await measureKeyFrames(tstop, server) };
}

export interface ViewCost {
  readonly view: string;
  readonly frameCpuMs: number;
}

const FILLED_READINGS = 120;
const SLOWER_KEY = '\x1b[18~';

/** One frame in every view with some history behind it, and one step through the past. */
export async function measureViews(tstop: string, server: ReplayServer): Promise<readonly ViewCost[]> {
  const { pty, pid } = await open(tstop, server, '100ms');
  const filledAt = server.served() + FILLED_READINGS;
  while (server.served() < filledAt) await delay(100);
  for (let press = 0; press < 10; press += 1) pty.send(SLOWER_KEY);
  await pty.waitFor('Reading every 60 s');
  const costs: ViewCost[] = [];
  for (const { action, keys } of KEYMAP.filter((binding) => binding.action.startsWith('view-'))) {
    pty.send(keys[0] ?? '');
    costs.push({ view: action.slice('view-'.length), frameCpuMs: await perPress(pty, pid, ['j', 'k']) });
  }
  pty.send('4');
  costs.push({ view: 'history, every chart drawn anew', frameCpuMs: await perPress(pty, pid, ['-', '+']) });
  pty.send('1');
  costs.push({ view: 'a step through the past', frameCpuMs: await perPress(pty, pid, ['[', '[', '[', ']']) });
  await quit(pty);
  return costs;
}

async function perPress(pty: Pty, pid: number, keys: readonly string[]): Promise<number> {
  await pressInTurn(pty, keys, KEY_PRESSES / 3);
  const before = cpuMs(pid);
  await pressInTurn(pty, keys, KEY_PRESSES);
  return (cpuMs(pid) - before) / KEY_PRESSES;
}

/** Slowly enough that each key gets a frame of its own. */
async function pressInTurn(pty: Pty, keys: readonly string[], times: number): Promise<void> {
  for (let press = 0; press < times; press += 1) {
    pty.send(keys[press % keys.length] ?? '');
    await delay(KEY_GAP_MS);
  }
}

async function measureRefreshes(tstop: string, server: ReplayServer) {
  const { pty, pid } = await open(tstop, server, '100ms');
  await delay(WARM_UP_MS);
  const before = { cpu: cpuMs(pid), served: server.served() };
  await delay(MEASURE_MS);
  const refreshCpuMs = (cpuMs(pid) - before.cpu) / (server.served() - before.served);
  const { now, peak } = residentBytes(pid);
  await quit(pty);
  return { refreshCpuMs, rssBytes: now, peakRssBytes: peak };
}

async function measureKeyFrames(tstop: string, server: ReplayServer): Promise<number> {
  const { pty, pid } = await open(tstop, server, '60s');
  await pressDown(pty, KEY_PRESSES);
  const before = cpuMs(pid);
  await pressDown(pty, KEY_PRESSES);
  const cost = (cpuMs(pid) - before) / KEY_PRESSES;
  await quit(pty);
  return cost;
}

/** Up and down by turns, slowly enough that each key gets a frame of its own. */
async function pressDown(pty: Pty, times: number): Promise<void> {
  for (let press = 0; press < times; press += 1) {
    pty.send(press % 60 < 30 ? 'j' : 'k');
    await delay(KEY_GAP_MS);
  }
}

async function open(tstop: string, server: ReplayServer, interval: string) {
  const command = [process.execPath, tstop, server.address, '-d', interval];
  const pty = new Pty({ command, columns: 200, rows: 60 });
  const { pid } = await pty.started;
  await pty.waitFor('GET /sleep');
  return { pty, pid };
}

async function quit(pty: Pty): Promise<void> {
  pty.send('q');
  await pty.ended;
}
