// Requests a second of the hello application: 16 keep-alive connections of wrk, each server in turn, several rounds,
// medians, with how many times each is exceeded. Alone: node dist/bench/throughput.js

import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { peers } from '../test/peers/peers.js';
import { median, medianInTurn } from './medians.js';
import { treeCpuMs } from './process-usage.js';
import { ratio, row, section } from './report.js';
import { type Contestant, WebServers } from './web-servers.js';

const ROUNDS = 5;
const SECONDS = 3;
const CONNECTIONS = 16;

/** How many times the median of another server is wanted. */
const aims: Readonly<Record<string, string>> = {
  'uWSGI --http': 'aim 2.50×',
  'nginx → uWSGI --socket': 'aim 1.00×',
  'gunicorn gthread': 'aim 1.30×',
};

export async function printThroughput(): Promise<void> {
  section(
    `Requests a second, hello, 4 × 2, ${CONNECTIONS} connections (medians of ${ROUNDS} × ${SECONDS} s)`,
  );
  const wrk = peers.wrk.find();
  if (wrk === null) return console.error(`wrk: not here; ${peers.wrk.command}`);
  const servers = new WebServers();
  try {
    await servers.start();
    const cpu = new Map<string, number[]>();
    const runs = servers.contestants.map((contestant) => {
      const spent: number[] = [];
      cpu.set(contestant.name, spent);
      return [contestant.name, () => requestsPerSecond(wrk, contestant, spent)] as const;
    });
    const medians = await medianInTurn(ROUNDS, Object.fromEntries(runs));
    const ours = medians['tsgi --http'] ?? Number.NaN;
    for (const [name, perSecond] of Object.entries(medians)) {
      const times = name === 'tsgi --http' ? '' : ratio(ours / perSecond);
      const micros = `${median(cpu.get(name) ?? []).toFixed(0)} µs CPU a request`;
      row(name, perSecond.toFixed(0), times, [micros, aims[name]].filter(Boolean).join(', '));
    }
  } finally {
    await servers.stop();
  }
}

/** @param spent gets the CPU time of one request, microseconds: it does not depend on what else the machine does */
async function requestsPerSecond(
  wrk: string,
  { address, pids }: Contestant,
  spent: number[],
): Promise<number> {
  const before = pids.reduce((sum, pid) => sum + treeCpuMs(pid), 0);
  const args = ['-t', '1', '-c', String(CONNECTIONS), '-d', `${SECONDS}s`, `http://${address}/`];
  const { stdout } = await promisify(execFile)(wrk, args);
  const cpuMs = pids.reduce((sum, pid) => sum + treeCpuMs(pid), 0) - before;
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1];
  if (bad !== undefined) throw new Error(`${bad} failed answers of ${address}`);
  spent.push((cpuMs * 1000) / Number(/(\d+) requests in/.exec(stdout)?.[1]));
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await printThroughput();
