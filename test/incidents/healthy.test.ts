// Servers that are well, each in a way that could be taken for trouble: nothing may be said about them. The gate stages a sample;
// EVERY_DRILL=1 stages all of them, and the matrix has more, whose recordings the gate judges.

import { describe, type TestContext, test } from 'node:test';
import { askSteadily, keepAsking } from './clients.js';
import { type DrillServer, PRODUCTS, type Product, startDrill } from './drill-server.js';
import { sumOver } from './in-flight.js';
import { type Watch, watchServer } from './watch.js';

interface Healthy {
  readonly name: string;
  readonly options: string;
  readonly only?: Product;
  readonly reloading?: boolean;
  /** Staged in the gate, too. */
  readonly sample?: boolean;
  readonly live: (t: TestContext, server: DrillServer, watch: Watch) => Promise<void> | void;
}

const SERVERS: readonly Healthy[] = [
  { name: 'idle', options: '--processes 2 --threads 2', live: () => {} },
  {
    name: 'busy at two thirds with short requests',
    options: '--processes 3 --threads 1',
    live: (t, server) => void keepAsking(t, server, 2, '/?s=0.03'),
  },
  {
    name: 'recycling on purpose',
    sample: true,
    options: '--processes 3 --max-requests 15 --max-requests-delta 2',
    live: async (t, server, watch) => {
      askSteadily(t, server, 20, '/?s=0.01');
      await watch.shows('five recycled workers', (document) => spawns(document) >= 3 + 5);
    },
  },
  {
    name: 'a graceful reload, and another one',
    sample: true,
    options: '--processes 2 --threads 2',
    reloading: true,
    live: async (t, server, watch) => {
      askSteadily(t, server, 20, '/?s=0.02');
      for (const reload of [1, 2]) {
        await watch.heard(10 * reload);
        process.kill(server.pid, 'SIGHUP');
      }
    },
  },
  {
    name: 'workers that come and go with the load',
    sample: true,
    options: '--processes 4 --cheaper 1 --cheaper-initial 1 --cheaper-step 1 --cheaper-overload 1',
    only: 'uwsgi',
    live: async (t, server, watch) => {
      const load = keepAsking(t, server, 3, '/?s=0.02');
      await watch.shows('more workers', (document) => up(document) >= 3);
      load.stop();
      keepAsking(t, server, 1, '/?s=0.01');
      await watch.shows('fewer again', (document) => up(document) <= 2);
    },
  },
  {
    name: 'a few of many async cores in use',
    options: '--processes 1 --gevent 100 --gevent-monkey-patch',
    only: 'uwsgi',
    live: (t, server) => void keepAsking(t, server, 8, '/?s=0.2'),
  },
  {
    name: 'long requests, answered as they should be',
    options: '--processes 2 --threads 4',
    live: (t, server) => {
      keepAsking(t, server, 2, '/export?s=4');
      keepAsking(t, server, 1);
    },
  },
  {
    name: 'just started',
    options: '--processes 2 --lazy-apps',
    live: (t, server) => void askSteadily(t, server, 10, '/'),
  },
];

const isEvery = process.env['EVERY_DRILL'] !== undefined;
const STATEMENTS = 32;

/** At once, as far as their load lets two processors. */
const TOGETHER = 3;

for (const product of PRODUCTS) {
  describe(`nothing is said about ${product}`, { concurrency: TOGETHER }, () => {
    for (const { name, options, only, reloading = false, sample = false, live } of SERVERS) {
      if (!sample && !isEvery) continue;
      if (only !== undefined && only !== product) continue;
      test(`${product}, ${name}`, async (t) => {
        const server = await startDrill(t, product, options);
        if (server === null) return;
        const watch = watchServer(t, server, '250ms');
        await live(t, server, watch);
        await watch.heard(STATEMENTS);
        watch.assertCalm({ reloading });
      });
    }
  });
}

type Documents = Parameters<typeof sumOver>[0];

function spawns(document: Documents): number {
  return sumOver(document, ({ respawn_count }) => respawn_count);
}

function up(document: Documents): number {
  return document.workers.filter(({ pid, status }) => pid !== 0 && status !== 'cheap').length;
}
