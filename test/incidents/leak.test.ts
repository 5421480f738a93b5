// A leak is told with its worker; a process that warms up is left alone.

import assert from 'node:assert/strict';
import test from 'node:test';
import { askSteadily, keepAsking } from './clients.js';
import { PRODUCTS, startDrill } from './drill-server.js';
import { sumOver } from './in-flight.js';
import { watchServer } from './watch.js';

const MEGABYTE = 2 ** 20;

for (const product of PRODUCTS) {
  test(`${product}: every request of one endpoint leaves two megabytes behind`, async (t) => {
    const server = await startDrill(t, product, '--processes 1 --threads 4');
    if (server === null) return;
    const load = keepAsking(t, server, 1);
    const watch = watchServer(t, server);
    await watch.shows(
      'a worker that is warm',
      (document) => sumOver(document, ({ requests }) => requests) > 60,
    );
    const before = sumOver(await watch.current(), ({ rss }) => rss);
    askSteadily(t, server, 5, `/cart?leak=${2 * MEGABYTE}`);
    const visible = await watch.shows(
      'forty megabytes more',
      (document) => sumOver(document, ({ rss }) => rss) - before > 40 * MEGABYTE,
    );
    await watch.saysVerdict(visible, /^MEMORY W1 grows \+\d+M in \d+s, \d+M now/);
    const { events } = await watch.says(visible, 'the event', (one) =>
      one.events.some(({ kind, worker }) => kind === 'memory-growth' && worker === 1),
    );
    assert.match(
      events.find(({ kind }) => kind === 'memory-growth')?.text ?? '',
      /^RSS \d+M, \+\d+M in \d+s$/,
    );
    assert.equal(load.failed, 0);
  });

  test(`${product}: a process that takes sixty megabytes while it warms up is no leak`, async (t) => {
    const server = await startDrill(t, product, '--processes 1 --threads 4');
    if (server === null) return;
    const watch = watchServer(t, server, '250ms');
    // Each route imports and caches its own things, once.
    for (let route = 0; route < 6; route += 1) {
      const warming = askSteadily(t, server, 4, `/route${route}?once=${route}&leak=${10 * MEGABYTE}`);
      const count = watch.statements.length;
      await watch.heard(count + 3);
      warming.stop();
    }
    keepAsking(t, server, 1);
    await watch.heard(watch.statements.length + 16);
    watch.assertCalm();
  });
}
