// Servers that are well in ways that could be taken for trouble, beside those of healthy.test.ts: nothing may be said.

import { ask, askSteadily, keepAsking } from '../clients.js';
import { TROUBLE, withTimer } from './applications.js';
import { type Drill, type Stage, UWSGI } from './drill.js';

const THREADS = '--processes 2 --threads 4';

export const HEALTHY: Readonly<Record<string, Drill>> = {
  'max-requests, threads': {
    options: `${THREADS} --max-requests 30`,
    code: TROUBLE,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 3, '/?s=0.05');
      await stage.shows('recycled workers', ({ workers }) => spawnsIn(workers) >= 2 + 4);
      await stage.readings(6);
    },
  },
  'max-requests with requests of seconds, threads': {
    options: `${THREADS} --max-requests 8`,
    code: TROUBLE,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 4, '/export?s=1.5');
      await stage.shows('recycled workers', ({ workers }) => spawnsIn(workers) >= 2 + 3);
      await stage.readings(3);
    },
  },
  'a lifetime of twelve seconds': {
    options: '--processes 3 --max-worker-lifetime 12',
    code: TROUBLE,
    peers: UWSGI,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 1);
      await stage.shows('two rounds', ({ workers }) => spawnsIn(workers) >= 3 * 3);
      await stage.readings(4);
    },
  },
  'a limit of memory that every worker is above': {
    options: '--processes 2 --reload-on-rss 1',
    code: TROUBLE,
    peers: UWSGI,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 1);
      await stage.shows('two rounds', ({ workers }) => spawnsIn(workers) >= 2 + 3);
      await stage.readings(4);
    },
  },
  'chain reload under load': chain('--processes 4'),
  'chain reload under load, threads': chain('--processes 3 --threads 2'),
  'chain reload of workers that load for a second': chain(
    '--processes 3 --lazy-apps',
    `import time\ntime.sleep(1)\n${TROUBLE}`,
  ),
  'worker reload under load': workerReload('--processes 4', '/?s=0.05'),
  'worker reload under load, threads': workerReload(THREADS, '/?s=0.05'),
  'worker reload with long requests, threads': workerReload(THREADS, '/export?s=2.5'),
  'reload under load, threads': {
    options: THREADS,
    code: TROUBLE,
    live: async (stage) => {
      askSteadily(stage.t, stage.server, 20, '/?s=0.02');
      await stage.readings(4);
      process.kill(stage.server.pid, 'SIGHUP');
      await stage.readings(12);
    },
  },
  'short timers': {
    options: '--processes 2',
    code: withTimer(1, 0.1),
    peers: UWSGI,
    live: async (stage) => {
      askSteadily(stage.t, stage.server, 15, '/?s=0.02');
      await stage.readings(14);
    },
    events: [],
  },
  'short timers in every worker': {
    options: '--processes 2',
    code: withTimer(2, 0.4, 'workers'),
    peers: UWSGI,
    live: async (stage) => {
      askSteadily(stage.t, stage.server, 15, '/?s=0.02');
      await stage.readings(14);
    },
    events: [],
  },
  'long timers in a worker among others': {
    options: '--processes 4',
    code: withTimer(5, 3, 'worker1'),
    peers: UWSGI,
    live: async (stage) => {
      askSteadily(stage.t, stage.server, 15, '/?s=0.02');
      await stage.readings(18);
    },
    events: [],
  },
  'a burst of requests': {
    options: THREADS,
    code: TROUBLE,
    live: async (stage) => {
      await stage.readings(4);
      for (let n = 0; n < 60; n += 1) ask(stage.t, stage.server, `/page/${n}?s=0.05`);
      await stage.readings(10);
    },
    events: [],
  },
  'workers that come and go, threads': {
    options:
      '--processes 4 --threads 2 --cheaper 1 --cheaper-initial 1 --cheaper-step 1 --cheaper-overload 1',
    code: TROUBLE,
    peers: UWSGI,
    live: async (stage) => {
      const load = keepAsking(stage.t, stage.server, 3, '/?s=0.05');
      await stage.readings(8);
      load.stop();
      await stage.readings(10);
    },
  },
  'slow to load, no hurry': {
    options: '--processes 2 --lazy-apps',
    code: `import time\ntime.sleep(4)\n${TROUBLE}`,
    broken: true,
    live: async (stage) => {
      await stage.readings(12);
    },
    events: [],
  },
  'long polls beside short requests': {
    options: '--processes 2 --threads 4',
    code: TROUBLE,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 3, '/poll?s=8');
      keepAsking(stage.t, stage.server, 1);
      await stage.readings(30);
    },
    events: [],
  },
};

function chain(options: string, code = TROUBLE): Drill {
  return {
    options,
    code,
    live: async (stage) => {
      askSteadily(stage.t, stage.server, 20, '/?s=0.02');
      await stage.readings(4);
      const before = spawnsIn(stage.newest().workers);
      stage.server.command('c');
      const all = stage.newest().workers.length;
      await stage.shows('the last of them', ({ workers }) => spawnsIn(workers) >= before + all);
      await stage.readings(5);
    },
    events: ['worker-reload'],
  };
}

function workerReload(options: string, path: string): Drill {
  return {
    options,
    code: TROUBLE,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 2, path);
      await stage.readings(5);
      const before = spawnsIn(stage.newest().workers);
      stage.server.command('w');
      const all = stage.newest().workers.length;
      await stage.shows('all of them', ({ workers }) => spawnsIn(workers) >= before + all);
      await stage.readings(6);
    },
  };
}

function spawnsIn(workers: ReturnType<Stage['newest']>['workers']): number {
  return workers.reduce((sum, { respawn_count }) => sum + (respawn_count ?? 0), 0);
}
