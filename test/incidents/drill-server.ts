// One server in trouble, a real uWSGI or tsgi, with the same application and the same options.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parseStats } from '../../src/stats/parse.js';
import type { WorkersDocument } from '../../src/stats/schema.js';
import { projectRoot } from '../fixtures.js';
import { readStatsText } from '../peers/read-stats.js';
import { type Flavour, startUwsgi } from '../peers/uwsgi.js';
import { runTsgi } from '../server/run-tsgi.js';

export type Product = 'uwsgi' | 'tsgi';
export const PRODUCTS: readonly Product[] = ['uwsgi', 'tsgi'];

export interface DrillServer {
  /** `127.0.0.1:PORT` of the application. */
  readonly http: string;
  /** As it is given to tstop. */
  readonly stats: string;
  readonly pid: number;
  log(): string;
  /** One reply of the stats server as it is. */
  text(): Promise<string | null>;
  /** One reply of the stats server, understood; null when there is none. */
  document(): Promise<WorkersDocument | null>;
  /** Other code in the place of the application; what runs does not see it yet. */
  deploy(code: string): void;
  /** A letter for the master's FIFO. */
  command(letter: string): void;
}

export interface Staging {
  /** That both servers know. */
  readonly options: string;
  readonly code?: string;
  /** The code does not load: no worker is waited for. */
  readonly broken?: boolean;
  /** Which uWSGI, where it is one. */
  readonly flavour?: Flavour;
}

export const SHOP = readFileSync(join(projectRoot, 'test', 'incidents', 'shop.py'), 'utf8');

/** null when this uWSGI is not here and the test has been marked as skipped. */
export function startDrill(t: TestContext, product: Product, options: string): Promise<DrillServer | null> {
  return startStaged(t, product, { options: product === 'uwsgi' ? `--memory-report ${options}` : options });
}

/** As `startDrill`. */
export function startStaged(t: TestContext, product: Product, staging: Staging): Promise<DrillServer | null> {
  return product === 'uwsgi' ? startRealUwsgi(t, staging) : startBundled(t, staging);
}

async function startRealUwsgi(
  t: TestContext,
  { options, code = SHOP, broken = false, flavour }: Staging,
): Promise<DrillServer | null> {
  const server = await startUwsgi(t, {
    ...(flavour === undefined ? {} : { flavour }),
    debianPlugins: options.includes('--gevent') ? 'python3,gevent_python3' : 'python3',
    command: `--http-socket {http} --wsgi-file {dir}/shop.py --master --master-fifo {dir}/fifo --stats {stats} ${options}`,
    files: { 'shop.py': code },
    ...(broken ? { ready: () => true } : {}),
  });
  if (server === null) return null;
  const { folder, pid, httpAddress: http, statsAddress: stats } = server;
  return { http, stats, pid, log: () => server.log(), ...reachedBy(folder, stats) };
}

const FOR_TSGI =
  '--http-socket 127.0.0.1:0 --wsgi-file shop.py --master --master-fifo fifo --stats stats.sock'.split(' ');

async function startBundled(
  t: TestContext,
  { options, code = SHOP, broken = false }: Staging,
): Promise<DrillServer> {
  const words = options.split(/\s+/).filter((word) => word !== '');
  const tsgi = await runTsgi(t, {
    options: [...FOR_TSGI, ...words],
    files: { 'shop.py': code },
    workers: broken ? 0 : Number(/--processes (\d+)/.exec(options)?.[1] ?? 1),
  });
  if (broken) await tsgi.said(/http bound on|bound to TCP address/);
  const { folder, http, pid } = tsgi;
  const stats = join(folder, 'stats.sock');
  return { http, stats, pid, log: () => tsgi.log, ...reachedBy(folder, stats) };
}

function reachedBy(
  folder: string,
  stats: string,
): Pick<DrillServer, 'text' | 'document' | 'deploy' | 'command'> {
  return {
    text: () => readStatsText(stats, false, ''),
    document: () => documentAt(stats),
    deploy: (code) => writeFileSync(join(folder, 'shop.py'), code),
    command: (letter) => writeFileSync(join(folder, 'fifo'), letter),
  };
}

async function documentAt(address: string): Promise<WorkersDocument | null> {
  const text = await readStatsText(address, false, '');
  if (text === null) return null;
  try {
    const { document } = parseStats(text);
    return document.kind === 'workers' ? document : null;
  } catch {
    return null;
  }
}
