// One of the servers that a drill is staged on: uWSGI of Debian, of PyPI, or tsgi, with the same application and options.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { readStatsText } from '../../peers/read-stats.js';
import { startUwsgi } from '../../peers/uwsgi.js';
import { runTsgi } from '../../server/run-tsgi.js';
import { SHOP } from '../drill-server.js';
import type { Drill, Peer } from './drill.js';

export interface PeerServer {
  readonly peer: Peer;
  readonly http: string;
  readonly stats: string;
  readonly pid: number;
  log(): string;
  text(): Promise<string | null>;
  /** Other code in the place of the application; what runs does not see it yet. */
  deploy(code: string): void;
  /** A letter for the master's FIFO. */
  command(letter: string): void;
}

/** null when this uWSGI is not here and the test has been marked as skipped. */
export function startPeer(t: TestContext, peer: Peer, drill: Drill): Promise<PeerServer | null> {
  return peer === 'tsgi' ? startBundled(t, drill) : startReal(t, peer, drill);
}

async function startReal(
  t: TestContext,
  peer: Peer,
  { options, code = SHOP, broken = false }: Drill,
): Promise<PeerServer | null> {
  const server = await startUwsgi(t, {
    flavour: peer === 'uwsgi-2.0.21' ? 'debian' : 'pypi',
    debianPlugins: options.includes('--gevent') ? 'python3,gevent_python3' : 'python3',
    command: `--http-socket {http} --wsgi-file {dir}/shop.py --master --master-fifo {dir}/fifo --stats {stats} ${options}`,
    files: { 'shop.py': code },
    ...(broken ? { ready: () => true } : {}),
  });
  if (server === null) return null;
  return {
    peer,
    http: server.httpAddress,
    stats: server.statsAddress,
    pid: server.pid,
    log: () => server.log(),
    text: () => readStatsText(server.statsAddress, false, ''),
    deploy: (text) => writeFileSync(join(server.folder, 'shop.py'), text),
    command: (letter) => writeFileSync(join(server.folder, 'fifo'), letter),
  };
}

const FOR_TSGI =
  '--http-socket 127.0.0.1:0 --wsgi-file shop.py --master --master-fifo fifo --stats stats.sock'.split(' ');

async function startBundled(
  t: TestContext,
  { options, code = SHOP, broken = false }: Drill,
): Promise<PeerServer> {
  const words = options.split(/\s+/).filter((word) => word !== '');
  const tsgi = await runTsgi(t, {
    options: [...FOR_TSGI, ...words],
    files: { 'shop.py': code },
    workers: broken ? 0 : Number(/--processes (\d+)/.exec(options)?.[1] ?? 1),
  });
  if (broken) await tsgi.said(/http bound on|bound to TCP address/);
  const stats = join(tsgi.folder, 'stats.sock');
  return {
    peer: 'tsgi',
    http: tsgi.http,
    stats,
    pid: tsgi.pid,
    log: () => tsgi.log,
    text: () => readStatsText(stats, false, ''),
    deploy: (text) => writeFileSync(join(tsgi.folder, 'shop.py'), text),
    command: (letter) => writeFileSync(join(tsgi.folder, 'fifo'), letter),
  };
}
