// Drills in which nobody is served, each for another reason.

import { ask, askSteadily, keepAsking } from '../clients.js';
import { BROKEN, NEVER_LOADS, TROUBLE, withTimer } from './applications.js';
import { type Drill, pidsIn, type Stage, UWSGI } from './drill.js';
import { warm } from './ends.js';

const NOT_SERVING = /^(?:NOT SERVING|SATURATED) /;
/** The stats of an idle one that is frozen are those of a healthy one, for the first minute. */
const WHATEVER = /./;
const FROZEN = {
  verdict: /^NOT SERVING all \d workers are stopped by a signal/,
  elsewhere: { 'uwsgi-2.0.21': NOT_SERVING, 'uwsgi-2.0.31': NOT_SERVING, tsgi: NOT_SERVING },
};

export const UNSERVED: Readonly<Record<string, Drill>> = {
  'all workers frozen while idle': {
    options: '--processes 3',
    code: TROUBLE,
    live: async (stage) => {
      await stage.readings(3);
      await freezeAll(stage, 6);
    },
    says: FROZEN,
  },
  'all workers frozen at work': {
    options: '--processes 2 --threads 2',
    code: TROUBLE,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 1);
      await stage.readings(4);
      await freezeAll(stage, 8);
    },
    says: FROZEN,
  },
  'one worker frozen among others': {
    options: '--processes 3',
    code: TROUBLE,
    live: async (stage) => {
      askSteadily(stage.t, stage.server, 10, '/?s=0.02');
      await stage.readings(3);
      const pid = pidsIn(stage.newest())[1] ?? 0;
      process.kill(pid, 'SIGSTOP');
      stage.begin();
      await stage.readings(9);
      process.kill(pid, 'SIGCONT');
      stage.end();
      await stage.readings(13);
    },
    says: {
      verdict: /^STALLED W2 is stopped by a signal/,
      elsewhere: { 'uwsgi-2.0.21': WHATEVER, 'uwsgi-2.0.31': WHATEVER, tsgi: WHATEVER },
    },
  },
  'all workers in signal handlers': {
    options: '--processes 2',
    code: withTimer(3, 25, 'workers'),
    peers: UWSGI,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 3);
      await stage.shows('handlers', ({ workers }) =>
        workers.every(({ status }) => (status ?? '').startsWith('sig')),
      );
      stage.begin();
      await stage.readings(9);
      stage.end();
    },
    says: {
      verdict: /^(?:SATURATED|SIGNALS WAIT|NOT SERVING) .*2 of 2 workers in a signal handler/,
      clearedSeconds: null,
      fromStart: true,
    },
  },
  'a single worker inside a timer': {
    options: '--processes 1',
    code: withTimer(4, 25),
    peers: UWSGI,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 2);
      await stage.shows('the handler', ({ workers }) => (workers[0]?.status ?? '').startsWith('sig'));
      stage.begin();
      await stage.readings(9);
      stage.end();
    },
    says: {
      verdict: /^(?:SATURATED|SIGNALS WAIT|NOT SERVING) .*1 of 1 workers? in a signal handler/,
      clearedSeconds: null,
      fromStart: true,
    },
  },
  'a signal queue that grows': {
    options: '--processes 2',
    code: withTimer(1, 6, 'worker1'),
    peers: UWSGI,
    live: async (stage) => {
      askSteadily(stage.t, stage.server, 5, '/');
      await stage.shows('signals that wait', ({ workers }) => (workers[0]?.signal_queue ?? 0) > 0);
      stage.begin();
      await stage.readings(12);
      stage.end();
    },
    says: { verdict: /^SIGNALS WAIT /, clearedSeconds: null, fromStart: true },
  },
  'workers that never come back after a reload': {
    options: '--processes 2 --lazy-apps',
    code: TROUBLE,
    live: async (stage) => {
      askSteadily(stage.t, stage.server, 5, '/');
      await stage.readings(4);
      stage.server.deploy(NEVER_LOADS);
      process.kill(stage.server.pid, 'SIGHUP');
      stage.begin();
      await stage.readings(14);
      stage.end();
    },
    says: {
      verdict: /^(?:NOT ACCEPTING|NO WORKERS|STARTING|QUEUE FULL) /,
      of: { tsgi: /^RELOADING|^OK/ },
      clearedSeconds: null,
    },
  },
  'broken from the start': {
    options: '--processes 2',
    code: BROKEN,
    peers: UWSGI,
    live: async (stage) => {
      await stage.readings(1);
      stage.begin();
      askSteadily(stage.t, stage.server, 5, '/');
      await stage.readings(9);
      stage.end();
    },
    says: { verdict: /^NO APP /, clearedSeconds: null, fromStart: true },
    events: ['no-app'],
  },
  'broken by a reload': {
    options: '--processes 2',
    code: TROUBLE,
    live: async (stage) => {
      askSteadily(stage.t, stage.server, 5, '/');
      await stage.readings(4);
      stage.server.deploy(BROKEN);
      process.kill(stage.server.pid, 'SIGHUP');
      stage.begin();
      await stage.readings(10);
      stage.server.deploy(TROUBLE);
      process.kill(stage.server.pid, 'SIGHUP');
      stage.end();
      await stage.readings(14);
    },
    says: { verdict: /^NO APP /, of: { tsgi: /^RELOAD FAILED / } },
  },
  'a reload that waits for a request': {
    options: '--processes 3',
    code: TROUBLE,
    peers: UWSGI,
    live: async (stage) => {
      await warm(stage);
      ask(stage.t, stage.server, '/report?s=16');
      await stage.readings(2);
      process.kill(stage.server.pid, 'SIGHUP');
      stage.begin();
      await stage.readings(11);
      stage.end();
    },
    says: { verdict: /^RELOAD WAITS /, clearedSeconds: null },
  },
};

/** All workers for twelve readings, while so many requests come. */
async function freezeAll(stage: Stage, requests: number): Promise<void> {
  signalAll(stage, 'SIGSTOP');
  for (let n = 0; n < requests; n += 1) ask(stage.t, stage.server, `/page/${n}`);
  stage.begin();
  await stage.readings(12);
  signalAll(stage, 'SIGCONT');
  stage.end();
  await stage.readings(13);
}

function signalAll(stage: Stage, signal: NodeJS.Signals): void {
  for (const pid of pidsIn(stage.newest())) process.kill(pid, signal);
}
