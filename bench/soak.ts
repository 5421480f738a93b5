// `npm run soak [-- MINUTES]`: tsgi under a mixed load for half an hour, with a reload each ten seconds. Prints the
// memory and descriptors of every process as time goes by. Exits with 1 when a request failed or something grew.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readServerStats, type ServerStats } from '../test/server/read-server-stats.js';
import { Tsgi } from '../test/server/run-tsgi.js';
import { waitFor } from '../test/wait-for.js';
import { residentBytes } from './process-usage.js';
import { SoakLoad, soakApplication } from './soak-load.js';

const DEFAULT_MINUTES = 30;
const RELOAD_MS = 10_000;
const WORKERS = 4;
/** Caches fill and the heap finds its size before growth is looked for. */
const WARM_UP_SHARE = 0.25;
/** Between the first and the last third of what is left. */
const MEMORY_GROWTH = 1.2;
const DESCRIPTOR_GROWTH = 4;

interface Look {
  readonly seconds: number;
  readonly megabytes: Readonly<Record<Role, number>>;
  readonly descriptors: Readonly<Record<Role, number>>;
}

const ROLES = ['master', 'gateway', 'zygote', 'workers'] as const;
type Role = (typeof ROLES)[number];

const minutes = Number(process.argv[2] ?? DEFAULT_MINUTES);
if (!(minutes > 0)) {
  console.error(`MINUTES must be a positive number, not "${process.argv[2]}"`);
  process.exit(2);
}
process.exitCode = await soak(minutes * 60_000);

async function soak(milliseconds: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-soak-'));
  writeFileSync(join(folder, 'foobar.py'), soakApplication);
  const size = [
    '--processes',
    String(WORKERS),
    '--threads',
    '2',
    '--disable-logging',
    '--stats',
    'stats.sock',
  ];
  const options = ['--http', '127.0.0.1:0', '--socket', '127.0.0.1:0', '--wsgi-file', 'foobar.py', ...size];
  const tsgi = new Tsgi(folder, options, { env: { TMPDIR: folder } });
  try {
    await waitFor('all workers', () => tsgi.isReady(WORKERS), 20_000);
    const load = new SoakLoad(tsgi.http);
    const looks = await watch(tsgi, load, milliseconds);
    await load.stop();
    return report(load, looks);
  } finally {
    await tsgi.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function watch(tsgi: Tsgi, load: SoakLoad, milliseconds: number): Promise<Look[]> {
  const looks: Look[] = [];
  const startedAt = performance.now();
  const every = Math.min(30_000, milliseconds / 12);
  let nextLook = every;
  let nextReload = RELOAD_MS;
  console.log(
    'seconds  answered  failed  MB: master gateway zygote workers  descriptors: master gateway zygote workers',
  );
  for (;;) {
    await delay(200);
    const elapsed = performance.now() - startedAt;
    if (elapsed >= nextReload) {
      tsgi.signal('SIGHUP');
      nextReload += RELOAD_MS;
    }
    if (elapsed >= nextLook) {
      const look = lookAt(await readServerStats(join(tsgi.folder, 'stats.sock')), elapsed / 1000);
      looks.push(look);
      print(look, load);
      nextLook += every;
    }
    if (elapsed >= milliseconds) return looks;
  }
}

/** Workers are counted as one: in the middle of a reload there are two generations, so the mean of a worker. */
function lookAt({ tsgi, workers }: ServerStats, seconds: number): Look {
  const pids: Record<Role, number[]> = { master: [], gateway: [], zygote: [], workers: [] };
  for (const { role, pid } of tsgi.processes) pids[role].push(pid);
  pids.workers.push(...workers.map(({ pid }) => pid).filter((pid) => pid !== 0));
  const each = (measure: (pid: number) => number) =>
    Object.fromEntries(
      ROLES.map((role) => [role, mean(pids[role].flatMap((pid) => orNothing(measure, pid)))]),
    );
  return {
    seconds,
    megabytes: each((pid) => residentBytes(pid).now / 1024 / 1024) as Record<Role, number>,
    descriptors: each((pid) => readdirSync(`/proc/${pid}/fd`).length) as Record<Role, number>,
  };
}

/** A worker may end between being named and being looked at. */
function orNothing(measure: (pid: number) => number, pid: number): number[] {
  try {
    return [measure(pid)];
  } catch {
    return [];
  }
}

function print({ seconds, megabytes, descriptors }: Look, { answered, failures }: SoakLoad): void {
  const numbers = (values: Readonly<Record<Role, number>>) =>
    ROLES.map((role) => values[role].toFixed(0).padStart(7));
  const counts = [
    seconds.toFixed(0).padStart(7),
    String(answered).padStart(9),
    String(failures.length).padStart(7),
  ];
  console.log([...counts, '   ', ...numbers(megabytes), '             ', ...numbers(descriptors)].join(''));
}

function report({ answered, failures }: SoakLoad, looks: readonly Look[]): number {
  const settled = looks.slice(Math.floor(looks.length * WARM_UP_SHARE));
  const third = Math.max(1, Math.floor(settled.length / 3));
  const grown = ROLES.flatMap((role) => {
    const change = (values: (look: Look) => Readonly<Record<Role, number>>) => [
      mean(settled.slice(0, third).map((look) => values(look)[role])),
      mean(settled.slice(-third).map((look) => values(look)[role])),
    ];
    const [memoryBefore = 0, memoryAfter = 0] = change(({ megabytes }) => megabytes);
    const [filesBefore = 0, filesAfter = 0] = change(({ descriptors }) => descriptors);
    const memory = `${role}: ${memoryBefore.toFixed(1)} → ${memoryAfter.toFixed(1)} MB`;
    const files = `${filesBefore.toFixed(1)} → ${filesAfter.toFixed(1)} descriptors`;
    console.log(`${memory}, ${files}`);
    return memoryAfter > memoryBefore * MEMORY_GROWTH || filesAfter > filesBefore + DESCRIPTOR_GROWTH
      ? [role]
      : [];
  });
  for (const failure of failures.slice(0, 20)) console.log(`failed: ${failure}`);
  const outcome = grown.length === 0 ? 'memory and descriptors are flat' : `grown: ${grown.join(', ')}`;
  console.log(`${answered} requests answered, ${failures.length} failed; ${outcome}`);
  return failures.length > 0 || grown.length > 0 ? 1 : 0;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
