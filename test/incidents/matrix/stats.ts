// Drills about the stats themselves: a master that is too busy to answer, or does not answer at all for a while.

import { ask, keepAsking } from '../clients.js';
import { TROUBLE } from './applications.js';
import type { Drill, Stage } from './drill.js';

export const STATS: Readonly<Record<string, Drill>> = {
  'slow stats while workers are killed one after the other': {
    options: '--processes 4 --harakiri 2',
    code: TROUBLE,
    live: async (stage) => {
      await stage.readings(3);
      for (let n = 0; n < 8; n += 1) {
        ask(stage.t, stage.server, `/report/${n}?s=60`);
        if (n === 2) stage.begin();
        await stage.readings(1);
      }
      await stage.readings(4);
      stage.end();
    },
    says: { verdict: /^HARAKIRI(?: STORM)? /, clearedSeconds: null, fromStart: true },
  },
  'a master stopped for a second': stopped(1200),
  'a master stopped for two seconds': stopped(2300),
};

/** The server goes on to serve meanwhile, and the numbers of the reading after it are no rush. */
function stopped(forMs: number): Drill {
  return {
    options: '--processes 2 --threads 2',
    code: TROUBLE,
    live: async (stage) => {
      keepAsking(stage.t, stage.server, 2);
      await stage.readings(5);
      await stopMaster(stage, forMs);
      await stage.readings(8);
    },
    events: [],
  };
}

function stopMaster({ server }: Stage, forMs: number): Promise<void> {
  process.kill(server.pid, 'SIGSTOP');
  return new Promise((resolve) => {
    setTimeout(() => {
      process.kill(server.pid, 'SIGCONT');
      resolve();
    }, forMs);
  });
}
