import type { OptionGroup } from './option.js';
import { always, field } from './option-rows.js';
import {
  count,
  countOrNone,
  flag,
  readInteger,
  seconds,
  secondsOrNone,
  type ValueKind,
} from './option-values.js';

const MOST_WORKERS = 4096;
const MOST_THREADS = 1024;
const MOST_REQUESTS = 2 ** 31 - 1;

export const workerOptions: OptionGroup = {
  title: 'Workers',
  options: [
    field('processes workers p', ['workers', 'processes'], count(0, MOST_WORKERS), 'worker processes'),
    field('threads', ['workers', 'threads'], count(1, MOST_THREADS), 'threads in each worker'),
    field(
      'master M',
      ['process', 'master'],
      flag,
      'log and report as uWSGI with a master; workers are always replaced',
    ),
    field(
      'harakiri t',
      ['workers', 'harakiriSeconds'],
      secondsOrNone,
      'answer 504 and kill the worker when a request takes longer',
    ),
    field(
      'max-requests R',
      ['workers', 'maxRequests'],
      countOrNone(MOST_REQUESTS),
      'replace a worker after so many requests',
    ),
    field(
      'max-requests-delta',
      ['workers', 'maxRequestsDelta'],
      countOrNothing(),
      'at most so many more, differing between workers',
      { initial: 'a tenth of --max-requests' },
    ),
    field(
      'reload-mercy',
      ['workers', 'reloadMercySeconds'],
      seconds(0),
      'how long a stop or reload waits for running requests',
    ),
    field(
      'worker-reload-mercy',
      ['workers', 'workerReloadMercySeconds'],
      seconds(0),
      'the same for one worker that is replaced',
    ),
    always('die-on-term', 'always so: TERM stops gracefully'),
    always('no-orphans', 'always so: no worker outlives its master'),
  ],
};

/** Other than with `countOrNone`, 0 is a value of its own: no difference between workers. */
function countOrNothing(): ValueKind<number | null> {
  return { ...count(0, MOST_REQUESTS), read: (given) => readInteger(given, 0, MOST_REQUESTS) };
}
