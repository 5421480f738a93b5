// Drills on workers with a hundred async cores each, and on workers that come and go with the load.

import { ask, askSteadily, keepAsking } from '../clients.js';
import { TROUBLE } from './applications.js';
import { type Drill, type Stage, UWSGI } from './drill.js';
import { kill } from './ends.js';

const GEVENT = '--processes 2 --gevent 50 --gevent-monkey-patch';
const REPEATED = /^(?:CRASH LOOP|CRASHED|WORKERS END) /;
const CHEAPER = '--processes 4 --cheaper 2 --cheaper-initial 2 --cheaper-step 1 --cheaper-overload 1';

export const ASYNC: Readonly<Record<string, Drill>> = {
  'kill -9 of a busy worker, gevent': {
    options: GEVENT,
    code: TROUBLE,
    peers: UWSGI,
    live: async (stage) => {
      await stage.readings(3);
      for (let n = 0; n < 12; n += 1) ask(stage.t, stage.server, `/report/${n}?s=6`);
      await stage.shows('busy workers', ({ workers }) => workers.every(isBusy));
      await stage.readings(1);
      stage.begin();
      kill(stage, [1]);
      await stage.readings(6);
      stage.end();
      await stage.readings(13);
    },
    says: {
      verdict: /^KILLED /,
      elsewhere: { 'uwsgi-2.0.21': /^(?:OK|IDLE|CRASHED) /, 'uwsgi-2.0.31': /^CRASHED / },
    },
  },
  'segv in short requests, gevent': {
    options: GEVENT,
    code: TROUBLE,
    peers: UWSGI,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 2, '/?s=0.05');
      await stage.readings(4);
      stage.begin();
      for (let n = 0; n < 6; n += 1) {
        ask(stage.t, stage.server, '/segv');
        await stage.readings(1);
      }
      await stage.shows('every worker back', ({ workers }) =>
        workers.every(({ accepting }) => accepting === 1),
      );
      stage.end();
      await stage.readings(14);
    },
    says: {
      verdict: /^CRASH(?: LOOP|ED) /,
      elsewhere: { 'uwsgi-2.0.21': REPEATED, 'uwsgi-2.0.31': REPEATED },
    },
  },
  'worker reload under load, gevent': {
    options: GEVENT,
    code: TROUBLE,
    peers: UWSGI,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 6, '/?s=0.2');
      await stage.readings(5);
      stage.server.command('w');
      await stage.shows('all of them', ({ workers }) =>
        workers.every((worker) => (worker.respawn_count ?? 0) > 1),
      );
      await stage.readings(6);
    },
  },
  'a burst of requests, gevent': {
    options: GEVENT,
    code: TROUBLE,
    peers: UWSGI,
    live: async (stage) => {
      await stage.readings(4);
      for (let n = 0; n < 80; n += 1) ask(stage.t, stage.server, `/page/${n}?s=0.5`);
      await stage.readings(10);
    },
    events: [],
  },
  'kill -9 of a busy worker among cheaped ones': {
    options: CHEAPER,
    code: TROUBLE,
    peers: UWSGI,
    live: async (stage) => {
      await stage.readings(3);
      ask(stage.t, stage.server, '/report/1?s=6');
      await stage.shows('a busy worker', ({ workers }) => workers.some(isBusy));
      await stage.readings(1);
      stage.begin();
      kill(stage, [1 + stage.newest().workers.findIndex(isBusy)]);
      await stage.readings(6);
      stage.end();
      await stage.readings(13);
    },
    says: {
      verdict: /^KILLED /,
      elsewhere: { 'uwsgi-2.0.21': /^CRASHED /, 'uwsgi-2.0.31': /^CRASHED / },
    },
  },
  'chain reload among cheaped ones': {
    options: CHEAPER,
    code: TROUBLE,
    peers: UWSGI,
    live: async (stage) => {
      askSteadily(stage.t, stage.server, 10, '/?s=0.02');
      await stage.readings(5);
      stage.server.command('c');
      await stage.readings(12);
    },
  },
};

function isBusy({ cores }: ReturnType<Stage['newest']>['workers'][number]): boolean {
  return (cores ?? []).some(({ in_request }) => in_request === 1);
}
