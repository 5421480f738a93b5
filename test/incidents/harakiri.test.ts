// A harakiri storm: the events name what the server's own log names, request by request.

import assert from 'node:assert/strict';
import test from 'node:test';
import { waitFor } from '../wait-for.js';
import { ask, keepAsking } from './clients.js';
import { type DrillServer, PRODUCTS, startDrill } from './drill-server.js';
import { sumOver } from './in-flight.js';
import { type EventLike, type Statement, watchServer } from './watch.js';

const POOLS = { '4 workers': '--processes 4', '2×2 threads': '--processes 2 --threads 2' };

for (const product of PRODUCTS) {
  for (const [name, pool] of Object.entries(POOLS)) {
    test(`${product}, ${name}: a harakiri storm under load`, async (t) => {
      const verbose = product === 'uwsgi' ? '--harakiri-verbose' : '';
      const server = await startDrill(t, product, `${pool} --harakiri 2 ${verbose}`);
      if (server === null) return;
      keepAsking(t, server, 1);
      const watch = watchServer(t, server);
      await watch.heard(3);
      for (let n = 0; n < 4; n += 1) ask(t, server, `/report/${n}?s=60&n=${n}`);
      const workers = name === '4 workers' ? 4 : 2;
      const visible = await watch.shows(
        'every worker killed',
        (document) => sumOver(document, ({ harakiri_count }) => harakiri_count) >= workers,
      );
      await watch.saysVerdict(visible, /^HARAKIRI STORM \d+ killed in 5m, all in GET \/report\/:id/);
      const isWhole = (kills: readonly EventLike[]) =>
        countOf(kills) >= workers && urisNamed(kills).length >= 4;
      const said = await watch.says(visible, 'each kill', (one) => isWhole(killsIn(one)));
      await waitFor('the log of all kills', () => urisLogged(server).length >= 4);
      assert.deepEqual(urisNamed(killsIn(said)), urisLogged(server));
      assert.equal(countOf(killsIn(said)), workersLogged(server));
    });
  }
}

function killsIn({ events }: Statement): readonly EventLike[] {
  return events.filter(({ kind }) => kind === 'harakiri');
}

function countOf(kills: readonly EventLike[]): number {
  return kills.reduce((sum, { count }) => sum + count, 0);
}

function urisNamed(kills: readonly EventLike[]): readonly string[] {
  return kills.flatMap(({ text }) => [...text.matchAll(/GET ([^ ,;]+)/g)].map(([, uri]) => uri ?? '')).sort();
}

/** `HARAKIRI [core 0] 127.0.0.1 - GET /sleep?s=60 since 1795360000`. */
function urisLogged(server: DrillServer): readonly string[] {
  const lines = server.log().matchAll(/HARAKIRI \[core \d+\] \S+ - GET (\S+) since/g);
  return [...lines].map(([, uri]) => uri ?? '').sort();
}

function workersLogged(server: DrillServer): number {
  return [...server.log().matchAll(/HARAKIRI ON WORKER \d+ /g)].length;
}
