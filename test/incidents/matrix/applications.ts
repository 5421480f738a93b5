// Code that the drills deploy.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../fixtures.js';

export const TROUBLE = readFileSync(join(projectRoot, 'test', 'incidents', 'matrix', 'trouble.py'), 'utf8');

export const DIES_AT_IMPORT = `import os\nos._exit(1)\n${TROUBLE}`;
export const NEVER_LOADS = `import time\ntime.sleep(3600)\n${TROUBLE}`;
export const BROKEN = 'def application(:\n';

/** uWSGI's timers: a signal each so many seconds, whose handler takes so long; `target` as uWSGI names it. */
export function withTimer(everySeconds: number, takesSeconds: number, target = ''): string {
  return `${TROUBLE}
import uwsgi
uwsgi.register_signal(17, "${target}", lambda number: time.sleep(${takesSeconds}))
uwsgi.add_timer(17, ${everySeconds})
`;
}
