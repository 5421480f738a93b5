import { setTimeout as delay } from 'node:timers/promises';
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

/** What the dashboard at 200×60 costs while it runs. */
export async function measureFrameCost(tstop: string, server: ReplayServer): Promise<FrameCost> {
  const refreshing = await measureRefreshes(tstop, server);
  return { ...refreshing, keyFrameCpuMs: await measureKeyFrames(tstop, server) };
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
