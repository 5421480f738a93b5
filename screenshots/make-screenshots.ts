import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from '../test/fixtures.js';
import { Load } from '../test/load/load.js';
import { peers } from '../test/peers/peers.js';
import { preparePeers } from '../test/peers/prepare-peers.js';
import { UwsgiServer } from '../test/peers/uwsgi.js';
import { Pty } from '../test/pty/pty.js';
import { type Look, screenSvg } from './screen-svg.js';

/*
 * `npm run screenshots`: the pictures of the README, made from the real program in a real pseudo terminal on a real
 * uWSGI under load.
 */

interface Shot {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  readonly options?: readonly string[];
  /** Pressed one after the other. */
  readonly keys?: readonly string[];
  readonly look?: Look;
}

const DARK: Look = { foreground: '#d4d7dd', background: '#16181d' };
const LIGHT: Look = { foreground: '#24272d', background: '#fbfbf9' };

const SHOTS: readonly Shot[] = [
  { name: 'workers', columns: 120, rows: 22 },
  { name: 'workers-80x24', columns: 80, rows: 24 },
  { name: 'tree', columns: 120, rows: 24, keys: ['t'] },
  { name: 'wide', columns: 200, rows: 24 },
  { name: 'help', columns: 120, rows: 40, keys: ['?'] },
  { name: 'filter', columns: 100, rows: 20, keys: ['\\', 'state=busy and age>2s'] },
  { name: 'light', columns: 120, rows: 18, options: ['--theme', 'light'], look: LIGHT },
  { name: 'ascii', columns: 100, rows: 18, options: ['--ascii', '--no-color'] },
];

/** Long enough for rates, a trend of the sparklines and a first slow request. */
const WATCH_MS = 14_000;

await makeScreenshots();

async function makeScreenshots(): Promise<void> {
  const missing = await preparePeers();
  const program = peers.uwsgi.find();
  if (program === null) throw new Error(`Cannot make screenshots without uWSGI: ${missing.join('; ')}`);
  const server = new UwsgiServer(program, {
    command:
      '--chdir {dir}/shop --http-socket {http} --wsgi-file {app} --master --processes 4 --threads 2 ' +
      '--listen 16 --memory-report --stats {stats}',
    // The name of the folder is the name in the header.
    files: { 'shop/robots.txt': '' },
  });
  try {
    await server.startSomewhere();
    await underLoad(server, () => Promise.all(SHOTS.map((shot) => take(shot, server.statsAddress))));
  } finally {
    await server.remove();
  }
}

async function underLoad(server: UwsgiServer, work: () => Promise<unknown>): Promise<void> {
  const address = server.httpAddress;
  const closed = (path: string, concurrency: number) =>
    new Load({ address, path, shape: { kind: 'closed', concurrency, spreadMs: 1000 } });
  const loads = [
    closed('/sleep?s=25&report=2026', 1),
    closed('/sleep?s=0.03&page=3', 2),
    closed('/sleep?s=2.4&cart', 1),
    new Load({ address, path: '/api/items', shape: { kind: 'open', perSecond: 40 } }),
    new Load({ address, path: '/exc', shape: { kind: 'open', perSecond: 0.5 } }),
  ];
  try {
    await work();
  } finally {
    for (const load of loads) load.stop();
  }
}

async function take(shot: Shot, address: string): Promise<void> {
  const { columns, rows, options = [], keys = [] } = shot;
  const command = [process.execPath, join(projectRoot, 'bin/tstop'), address, ...options];
  const pty = new Pty({ command, columns, rows, env: { LANG: 'C.UTF-8' } });
  try {
    await delay(WATCH_MS);
    for (const key of keys) {
      pty.send(key);
      await delay(1500);
    }
    const path = join(projectRoot, 'screenshots', `${shot.name}.svg`);
    writeFileSync(path, screenSvg(pty.screen, shot.look ?? DARK));
    console.log(path);
  } finally {
    await pty.close();
  }
}
