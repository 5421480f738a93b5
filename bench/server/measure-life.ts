// A server's start, its cost when idle, and its reload.

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../medians.js';
import { treeCpuMs, treePids } from '../process-usage.js';
import type { ContestantName } from './contestants.js';
import type { Table } from './results.js';
import { ask, type Running, startContestant } from './running.js';

const names: readonly ContestantName[] = [
  ...(['tsgi --http-socket', 'Granian 4 × 2', 'uWSGI --http-socket', 'gunicorn gthread'] as const),
  'waitress, 8 threads',
];
const idleMs = 2000;
const reloadMs = 10_000;
/** Memory is the same each time. */
const memoryRounds = 3;

interface Life {
  readonly startMs: number[];
  /** Of all its processes until the first answer. */
  readonly cpuMs: number[];
  readonly pssMib: number[];
  readonly ownMib: number[];
  readonly reloadMs: number[];
  failed: number;
}

export async function measureLife(rounds: number): Promise<Table> {
  const lives = new Map<ContestantName, Life>();
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const one = await startContestant(name, 'plain', false);
      if (one === null) continue;
      const life = lives.get(name) ?? {
        startMs: [],
        cpuMs: [],
        pssMib: [],
        ownMib: [],
        reloadMs: [],
        failed: 0,
      };
      lives.set(name, life);
      life.startMs.push(one.startMs);
      life.cpuMs.push(one.pids.reduce((sum, pid) => sum + treeCpuMs(pid), 0));
      if (round < memoryRounds) await observe(one, life);
      await one.stop();
    }
  }
  const number = (values: readonly number[], digits: number) =>
    values.length === 0 ? '' : median(values).toFixed(digits);
  return {
    columns: [
      '',
      'first answer, ms',
      'CPU until then, ms',
      'reload, ms',
      'failed meanwhile',
      'PSS, MB',
      'own pages, MB',
    ],
    rows: [...lives].map(([name, life]) => [
      name,
      number(life.startMs, 0),
      number(life.cpuMs, 0),
      number(life.reloadMs, 0),
      life.reloadMs.length === 0 ? '' : `${life.failed}`,
      number(life.pssMib, 1),
      number(life.ownMib, 1),
    ]),
    notes: ['Wanted of tsgi: the first answer within 200 ms, at most 40 MB of PSS.'],
  };
}

async function observe(one: Running, life: Life): Promise<void> {
  await delay(idleMs);
  const pids = one.pids.flatMap(treePids);
  life.pssMib.push(mebibytes(pids, /^Pss:\s+(\d+)/gm));
  life.ownMib.push(mebibytes(pids, /^Private_\w+:\s+(\d+)/gm));
  // It has no reload.
  if (one.name.startsWith('waitress')) return;
  await reload(one, new Set(pids), life);
}

/** From the signal until a process answers that was not there before. */
async function reload(one: Running, before: ReadonlySet<number>, life: Life): Promise<void> {
  const [master = 0] = one.pids;
  const start = performance.now();
  process.kill(master, 'SIGHUP');
  while (performance.now() - start < reloadMs) {
    const pid = await ask(one.address, '/pid');
    if (pid === null) life.failed += 1;
    else if (!before.has(Number(pid))) {
      life.reloadMs.push(performance.now() - start);
      return;
    }
    await delay(2);
  }
}

function mebibytes(pids: readonly number[], pattern: RegExp): number {
  const kibibytes = pids.map((pid) => {
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      return [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
    } catch {
      return 0;
    }
  });
  return kibibytes.reduce((sum, one) => sum + one, 0) / 1024;
}
