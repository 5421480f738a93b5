import { spawn } from 'node:child_process';
import { peers } from '../test/peers/peers.js';
import { medianInTurn } from './medians.js';
import type { ReplayServer } from './replay-server.js';

const ROUNDS = 21;

/** Wall time of one snapshot without rates, beside what a bare Node and uWSGI's own client take, milliseconds. */
export function measureOnce(tstop: string, server: ReplayServer) {
  const uwsgi = peers.uwsgi.find() ?? peers['debian-uwsgi'].find();
  return medianInTurn(ROUNDS, {
    bareNode: () => wallTime(process.execPath, ['-e', '0']),
    tstop: () => wallTime(process.execPath, [tstop, server.address, '--once', '--instant', '-F', 'json']),
    uwsgi: () => (uwsgi === null ? Promise.resolve(Number.NaN) : readWith(uwsgi, server.address)),
  });
}

function readWith(uwsgi: string, address: string): Promise<number> {
  return wallTime(uwsgi, ['--connect-and-read', address]);
}

function wallTime(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(performance.now() - startMs);
      else reject(new Error(`${program} ${args.join(' ')}: exit ${code}`));
    });
  });
}
