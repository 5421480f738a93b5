// Threads run out: one slow endpoint, too many clients, or something behind the application that does not answer.

import assert from 'node:assert/strict';
import test from 'node:test';
import { openDashboard, quit } from '../end-to-end/dashboard.js';
import { ask, keepAsking, startDeadBackend } from './clients.js';
import { PRODUCTS, startDrill } from './drill-server.js';
import { inFlightOf, urisInFlight } from './in-flight.js';
import { watchServer } from './watch.js';

const THREADS = '--processes 2 --threads 2';

for (const product of PRODUCTS) {
  test(`${product}: one slow endpoint takes the threads, and is named`, async (t) => {
    const server = await startDrill(t, product, THREADS);
    if (server === null) return;
    keepAsking(t, server, 2);
    const watch = watchServer(t, server);
    await watch.heard(3);
    for (let n = 0; n < 4; n += 1) ask(t, server, `/report/${n}?s=60&token=secret`);
    const visible = await watch.shows('four reports', (document) => inFlightOf(document, '/report/') === 4);
    const said = await watch.saysVerdict(
      visible,
      /^SATURATED 4 of 4 threads sit in GET \/report\/:id: the endpoint, not the pool/,
    );
    assert.doesNotMatch(said.verdict.text, /secret/);
    await watch.says(visible, 'the event', ({ events }) => events.some(({ kind }) => kind === 'saturated'));
    const dashboard = openDashboard(t, server.stats, { columns: 80, rows: 24 });
    if (dashboard === null) return;
    await dashboard.waitFor(/SATURATED \d+s +4 of 4 threads sit in GET \/report\/:id/);
    await dashboard.waitFor(/busy .*GET \/report/);
    assert.equal(await quit(dashboard), 0);
  });

  test(`${product}: more clients than the listen queue takes`, async (t) => {
    const server = await startDrill(t, product, '--processes 1 --threads 2 --listen 4');
    if (server === null) return;
    const watch = watchServer(t, server);
    await watch.heard(2);
    for (let n = 0; n < 12; n += 1) ask(t, server, `/page${n % 3}?s=60`);
    const isFull = ({ queue, max_queue }: { queue: number | null; max_queue: number | null }) =>
      (max_queue ?? 0) > 0 && (queue ?? 0) >= (max_queue ?? 0);
    const visible = await watch.shows('a full queue', ({ sockets }) => (sockets ?? []).some(isFull));
    await watch.saysVerdict(visible, /^(SATURATED|QUEUE FULL) .*queue [45]\/4 FULL :\d+/);
    const { events } = await watch.says(visible, 'the event', (one) =>
      one.events.some(({ kind, ongoing }) => kind === 'queue-full' && ongoing),
    );
    assert.match(events.find(({ kind }) => kind === 'queue-full')?.text ?? '', /^\S+:\d+, limit 4$/);
  });

  test(`${product}: a dead backend holds all routes, and no endpoint is blamed`, async (t) => {
    const server = await startDrill(t, product, THREADS);
    if (server === null) return;
    const backend = await startDeadBackend(t);
    keepAsking(t, server, 2);
    const watch = watchServer(t, server);
    await watch.heard(4);
    for (const path of ['/cart', '/checkout', '/search', '/account/17'])
      ask(t, server, `${path}?backend=${backend}`);
    const visible = await watch.shows(
      'four routes that wait',
      (document) => urisInFlight(document).filter((uri) => uri.includes('backend')).length === 4,
    );
    await watch.saysVerdict(visible, /^SATURATED 4 of 4 threads wait for \d+s or more in 4 routes: /);
    const blamed = watch.statements.filter(({ verdict }) => verdict.text.includes('the endpoint'));
    assert.deepEqual(blamed, []);
  });
}
