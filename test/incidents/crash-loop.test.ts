// Workers that die while they load the application, and a reload that never comes to an end.

import assert from 'node:assert/strict';
import test from 'node:test';
import type { WorkersDocument } from '../../src/stats/schema.js';
import { keepAsking } from './clients.js';
import { PRODUCTS, SHOP, startDrill } from './drill-server.js';
import { watchServer } from './watch.js';

const DIES_AT_IMPORT = `import os\nos._exit(1)\n${SHOP}`;
const NEVER_LOADS = `import time\ntime.sleep(3600)\n${SHOP}`;

for (const product of PRODUCTS) {
  test(`${product}: new code dies at import, in one worker after the other`, async (t) => {
    const server = await startDrill(t, product, '--processes 2 --lazy-apps');
    if (server === null) return;
    keepAsking(t, server, 1);
    const watch = watchServer(t, server);
    await watch.heard(3);
    const first = (await server.document())?.workers[0];
    const spawns = first?.respawn_count ?? 0;
    server.deploy(DIES_AT_IMPORT);
    process.kill(first?.pid ?? 0, 'SIGKILL');
    const visible = await watch.shows(
      'three respawns',
      ({ workers }) => (workers[0]?.respawn_count ?? 0) >= spawns + 3,
    );
    await watch.saysVerdict(visible, /^CRASH LOOP /);
    await watch.says(visible, 'the crashes', ({ events }) =>
      events.some(
        ({ kind, worker, text }) =>
          kind === 'crash' && worker === 1 && text.includes('died before it accepted'),
      ),
    );
  });

  // It takes ten seconds to tell; the gate judges the recordings of it.
  if (process.env['EVERY_DRILL'] === undefined) continue;
  test(`${product}: a reload whose new code never comes to an end`, async (t) => {
    const server = await startDrill(t, product, '--processes 2 --lazy-apps');
    if (server === null) return;
    keepAsking(t, server, 1);
    const watch = watchServer(t, server);
    await watch.heard(3);
    server.deploy(NEVER_LOADS);
    const reloadedMs = Date.now();
    process.kill(server.pid, 'SIGHUP');
    // uWSGI has no worker left meanwhile; tsgi's old ones go on.
    if (product === 'uwsgi') {
      const isLoading = ({ workers }: WorkersDocument) =>
        workers.every(({ pid, accepting }) => pid !== 0 && accepting === 0);
      const visible = await watch.shows('workers that load', isLoading);
      await watch.saysVerdict(visible, /^STARTING 2 workers not accepting for \d+s/);
      await watch.saysVerdict(visible + 10_000, /^NOT ACCEPTING 2 workers not accepting for 1\ds/);
      await watch.says(visible + 10_000, 'the event', ({ events }) =>
        events.some(({ kind, worker }) => kind === 'not-accepting' && worker === 2),
      );
    } else {
      await watch.saysVerdict(reloadedMs + 10_000, /^RELOADING the new code has not loaded for 1\ds/);
      const { events } = await watch.current().then(() => watch.last ?? assert.fail());
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['attached'],
        'nothing has been replaced',
      );
    }
  });
}
