import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../test/fixtures.js';
import { Load } from '../test/load/load.js';
import { UwsgiServer } from '../test/peers/uwsgi.js';

/*
 * The scene of the pictures: the shop of `npm start` on a real uWSGI, with visitors, and a page of reports that takes the
 * threads until harakiri ends it.
 */

/** Not started yet. `program`: the uWSGI to use. */
export function shopServer(program: string): UwsgiServer {
  return new UwsgiServer(program, {
    // The name of the folder is the name in the header.
    command: '--ini {dir}/shop/shop.ini --http-socket {http} --stats {stats}',
    files: {
      'shop/demo.py': readFileSync(join(projectRoot, 'examples', 'demo', 'demo.py'), 'utf8'),
      'shop/shop.ini': SHOP_INI,
      'mail/.keep': '',
    },
  });
}

const SHOP_INI = `[uwsgi]
chdir = {dir}/shop
wsgi-file = demo.py
master = true
processes = 4
threads = 2
listen = 16
memory-report = true
harakiri = 8
master-fifo = {dir}/shop.fifo
py-tracebacker = {dir}/shop.trace
cache2 = name=pages,items=500
cache2 = name=sessions,items=2000,blocksize=1024
spooler = {dir}/mail
import = demo
cron2 = minute=0,hour=3,unique=1 /usr/bin/true
`;

/** When somebody exports the reports of all years, and when they have had enough. */
const EXPORT_FROM_MS = 18_000;
const EXPORT_UNTIL_MS = 28_000;

/** Visitors come until the returned function is called, or for a minute. */
export function openShop(server: UwsgiServer): () => void {
  const address = server.httpAddress;
  const visitors = [
    ['/', 22],
    ['/search?q=tea', 9],
    ['/search?q=cups', 6],
    ['/basket', 5],
    ['/checkout', 3],
    ['/report?year=2024', 0.12],
  ] as const;
  const loads = visitors.map(
    ([path, perSecond]) => new Load({ address, path, shape: { kind: 'open', perSecond } }),
  );
  const report = { address, path: '/report?year=2025', shape: { kind: 'closed', concurrency: 10 } } as const;
  const timers = [
    setTimeout(() => loads.push(new Load(report)), EXPORT_FROM_MS),
    setTimeout(() => loads.pop()?.stop(), EXPORT_UNTIL_MS),
  ];
  return () => {
    for (const timer of timers) clearTimeout(timer);
    for (const load of loads) load.stop();
  };
}
