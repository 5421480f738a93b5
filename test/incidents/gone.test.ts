// The server goes, or stops to answer, and comes back.

import assert from 'node:assert/strict';
import test from 'node:test';
import { openDashboard, quit } from '../end-to-end/dashboard.js';
import { keepAsking } from './clients.js';
import { PRODUCTS, startDrill } from './drill-server.js';
import { watchServer } from './watch.js';

for (const product of PRODUCTS) {
  test(`${product}: killed, on the screen and in a script`, async (t) => {
    const server = await startDrill(t, product, '--processes 2');
    if (server === null) return;
    const watch = watchServer(t, server);
    await watch.heard(2);
    const dashboard = openDashboard(t, server.stats);
    if (dashboard === null) return;
    await dashboard.waitFor(/LIVE/);
    process.kill(server.pid, 'SIGKILL');
    await watch.complains(Date.now(), /refused|no such file|not there/i);
    await dashboard.waitFor(/✖ .*(?:refused|no such file|not there)/i);
    dashboard.send('5');
    await dashboard.waitFor(/✖ LOST .*(?:refused|no such file|not there)/i);
    assert.equal(await quit(dashboard), 0);
  });

  test(`${product}: silent for a while`, async (t) => {
    const server = await startDrill(t, product, '--processes 2');
    if (server === null) return;
    keepAsking(t, server, 1);
    const watch = watchServer(t, server);
    await watch.heard(3);
    process.kill(server.pid, 'SIGSTOP');
    const silentMs = Date.now();
    await watch.complains(silentMs, /no (?:answer|reply|whole reply)|timed out|within/i);
    process.kill(server.pid, 'SIGCONT');
    const said = await watch.says(Date.now() + 1000, 'that it was away', ({ events }) =>
      events.some(({ kind, ongoing }) => kind === 'source-lost' && !ongoing),
    );
    const lost = said.events.find(({ kind }) => kind === 'source-lost');
    assert.ok((lost?.duration_seconds ?? 0) > 0, `${lost?.duration_seconds}`);
    assert.equal(said.verdict.level, 'ok', 'it is well again');
  });
}
