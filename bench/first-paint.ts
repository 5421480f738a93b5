import { peers } from '../test/peers/peers.js';
import { Pty } from '../test/pty/pty.js';
import { medianInTurn } from './medians.js';
import type { ReplayServer } from './replay-server.js';

const ROUNDS = 11;

/** From the start of the process to what a person sees on a 200×60 terminal, milliseconds. */
export function measureFirstPaint(tstop: string, server: ReplayServer) {
  const uwsgitop = peers.uwsgitop.find();
  return medianInTurn(ROUNDS, {
    bareNode: async () => {
      const pty = new Pty({ command: [process.execPath, '-e', '0'] });
      const [{ atMs }, end] = await Promise.all([pty.started, pty.ended]);
      return end.atMs - atMs;
    },
    header: () => timeUntil([process.execPath, tstop, server.address], /^\s*tstop\b/),
    numbers: () => timeUntil([process.execPath, tstop, server.address], /\bLIVE\b[\s\S]*GET \/sleep/),
    uwsgitop: () =>
      uwsgitop === null ? Promise.resolve(Number.NaN) : timeUntil([uwsgitop, server.address], /\bLastSpwn\b/),
  });
}

async function timeUntil(command: readonly string[], seen: RegExp): Promise<number> {
  const pty = new Pty({ command: [...command], columns: 200, rows: 60 });
  const { atMs } = await pty.started;
  await pty.waitFor(seen);
  const tookMs = performance.timeOrigin + performance.now() - atMs;
  pty.send('q');
  await pty.ended;
  return tookMs;
}
