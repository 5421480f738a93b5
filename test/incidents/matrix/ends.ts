// Drills about ends of workers: each way in which one may go, with its cause as far as the stats and the kernel tell it.

import { ask, keepAsking } from '../clients.js';
import { DIES_AT_IMPORT, TROUBLE } from './applications.js';
import { type Drill, pidsIn, type Stage } from './drill.js';

const ONE_EACH = '--processes 4';
const THREADS = '--processes 2 --threads 4';
const BY_SIGNAL = /^(?:CRASH LOOP|CRASHED) /;
/** From another host only the request that was not answered is seen, and of uWSGI 2.0.21 with threads not even that. */
const ELSEWHERE = { 'uwsgi-2.0.21': /^CRASH(?: LOOP|ED) /, 'uwsgi-2.0.31': /^CRASH(?: LOOP|ED) / };
const REPEATED = /^(?:CRASH LOOP|CRASHED|WORKERS END) /;

export const ENDS: Readonly<Record<string, Drill>> = {
  'segv in short requests': dyingRequests(ONE_EACH, '/segv', BY_SIGNAL),
  'segv in short requests, threads': dyingRequests(THREADS, '/segv', BY_SIGNAL),
  'abort in short requests': dyingRequests(ONE_EACH, '/abort', BY_SIGNAL),
  'exit in short requests': dyingRequests(ONE_EACH, '/exit', BY_SIGNAL),
  'out of memory in requests': dyingRequests(ONE_EACH, '/killed?s=0.3', /^KILLED /),
  'new code dies at import': {
    options: '--processes 2 --lazy-apps',
    code: TROUBLE,
    live: async (stage) => {
      await warm(stage);
      stage.server.deploy(DIES_AT_IMPORT);
      kill(stage, [1]);
      stage.begin();
      await stage.readings(9);
      stage.end();
    },
    says: { verdict: /^(?:CRASH LOOP|CRASHED) /, clearedSeconds: null },
  },
  'kill -9 of an idle worker': {
    options: ONE_EACH,
    code: TROUBLE,
    live: async (stage) => {
      await stage.readings(3);
      kill(stage, [2]);
      await stage.readings(10);
    },
  },
  'a worker told to end while it is idle': {
    options: ONE_EACH,
    code: TROUBLE,
    live: async (stage) => {
      await stage.readings(3);
      process.kill(pidsIn(stage.newest())[1] ?? 0, 'SIGTERM');
      await stage.readings(10);
    },
  },
  'kill -9 of a busy worker': killedBusy(ONE_EACH, 2, 1),
  'kill -9 of a busy worker, threads': killedBusy(THREADS, 2, 1),
  'kill -9 of two busy workers': killedBusy(ONE_EACH, 2, 2),
  'kill -9 of two busy workers, threads': killedBusy(THREADS, 5, 2),
  'kill -9 of all busy workers': killedBusy(ONE_EACH, 4, 4),
};

/** Six of them within six seconds, beside requests that are well. */
function dyingRequests(options: string, path: string, verdict: RegExp): Drill {
  return {
    options,
    code: TROUBLE,
    live: async (stage) => {
      await warm(stage);
      stage.begin();
      for (let n = 0; n < 6; n += 1) {
        ask(stage.t, stage.server, path);
        await stage.readings(1);
      }
      await stage.shows('every worker back', ({ workers }) =>
        workers.every((worker) => worker.accepting === 1),
      );
      stage.end();
      await stage.readings(14);
    },
    says: {
      verdict,
      elsewhere: { 'uwsgi-2.0.21': REPEATED, 'uwsgi-2.0.31': REPEATED },
    },
  };
}

/** So many requests are in flight when so many of the workers that have them are killed from outside. */
function killedBusy(options: string, requests: number, count: number): Drill {
  const isFull = requests >= 4 && options === ONE_EACH;
  return {
    options,
    code: TROUBLE,
    live: async (stage) => {
      await stage.readings(3);
      for (let n = 0; n < requests; n += 1) ask(stage.t, stage.server, `/report/${n}?s=6`);
      await stage.shows('busy workers', (document) => busySlots(document).length >= count);
      await stage.readings(1);
      stage.begin();
      kill(stage, busySlots(stage.newest()).slice(0, count));
      await stage.readings(6);
      stage.end();
      await stage.readings(13);
    },
    says: {
      verdict: /^KILLED /,
      elsewhere: options === ONE_EACH ? ELSEWHERE : { ...ELSEWHERE, 'uwsgi-2.0.21': /^(?:OK|IDLE) / },
      fromStart: isFull,
    },
  };
}

type Workers = ReturnType<Stage['newest']>;

function busySlots({ workers }: Workers): readonly number[] {
  return workers.flatMap(({ cores }, index) =>
    (cores ?? []).some(({ in_request }) => in_request === 1) ? [index + 1] : [],
  );
}

export async function warm(stage: Stage): Promise<void> {
  keepAsking(stage.t, stage.server, 1);
  await stage.readings(4);
}

export function kill(stage: Stage, slots: readonly number[]): void {
  const pids = pidsIn(stage.newest());
  for (const slot of slots) process.kill(pids[slot - 1] ?? 0, 'SIGKILL');
}
