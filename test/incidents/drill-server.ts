// One server in trouble, a real uWSGI or tsgi, with the same application and the same options.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parseStats } from '../../src/stats/parse.js';
import type { WorkersDocument } from '../../src/stats/schema.js';
import { projectRoot } from '../fixtures.js';
import { readStatsText } from '../peers/read-stats.js';
import { startUwsgi } from '../peers/uwsgi.js';
import { runTsgi } from '../server/run-tsgi.js';

export type Product = 'uwsgi' | 'tsgi';
export const PRODUCTS: readonly Product[] = ['uwsgi', 'tsgi'];

export interface DrillServer {
  readonly product: Product;
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
}

export const SHOP = readFileSync(join(projectRoot, 'test', 'incidents', 'shop.py'), 'utf8');

/** Options that both servers know; null when this uWSGI is not here and the test has been marked as skipped. */
export function startDrill(t: TestContext, product: Product, options: string): Promise<DrillServer | null> {
  return product === 'uwsgi' ? startRealUwsgi(t, options) : startBundled(t, options);
}

async function startRealUwsgi(t: TestContext, options: string): Promise<DrillServer | null> {
  const server = await startUwsgi(t, {
    command: `--http-socket {http} --wsgi-file {dir}/shop.py --master --memory-report --stats {stats} ${options}`,
    files: { 'shop.py': SHOP },
  });
  if (server === null) return null;
  return {
    product: 'uwsgi',
    http: server.httpAddress,
    stats: server.statsAddress,
    pid: server.pid,
    log: () => server.log(),
    text: () => readStatsText(server.statsAddress, false, ''),
    document: () => documentAt(server.statsAddress),
    deploy: (code) => writeFileSync(join(server.folder, 'shop.py'), code),
  };
}

async function startBundled(t: TestContext, options: string): Promise<DrillServer> {
  const words = options.split(' ').filter((word) => word !== '');
  const tsgi = await runTsgi(t, {
    options: [...FOR_TSGI, ...words],
    files: { 'shop.py': SHOP },
    workers: Number(/--processes (\d+)/.exec(options)?.[1] ?? 1),
  });
  const stats = join(tsgi.folder, 'stats.sock');
  return {
    product: 'tsgi',
    http: tsgi.http,
    stats,
    pid: tsgi.pid,
    log: () => tsgi.log,
    text: () => readStatsText(stats, false, ''),
    document: () => documentAt(stats),
    deploy: (code) => writeFileSync(join(tsgi.folder, 'shop.py'), code),
  };
}

const FOR_TSGI = '--http-socket 127.0.0.1:0 --wsgi-file shop.py --master --stats stats.sock'.split(' ');

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
