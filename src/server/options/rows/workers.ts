import { amount, count, orNone, seconds } from './number-values.js';
import type { OptionGroup } from './option.js';
import { always, field } from './option-rows.js';
import { flag } from './option-values.js';

const MOST_WORKERS = 4096;
const MOST_THREADS = 1024;
const MOST_REQUESTS = 2 ** 31 - 1;

export const WORKER_OPTIONS: OptionGroup = {
  title: 'Workers',
  options: [
    field(
      'processes workers p',
      ['workers', 'processes'],
      count(0, MOST_WORKERS),
      'number of worker processes',
    ),
    field('threads', ['workers', 'threads'], count(1, MOST_THREADS), 'number of threads in each worker'),
    field(
      'master M',
      ['process', 'master'],
      flag,
      'log and report like uWSGI with a master; dead workers are replaced in any case',
    ),
    field(
      'harakiri t',
      ['workers', 'harakiriSeconds'],
      orNone(seconds(0)),
      'answer 504 and kill the worker when a request takes longer',
    ),
    field(
      'max-requests R',
      ['workers', 'maxRequests'],
      orNone(amount(MOST_REQUESTS)),
      'replace a worker after this many requests',
    ),
    field(
      'max-requests-delta',
      ['workers', 'maxRequestsDelta'],
      amount(MOST_REQUESTS),
      'spread --max-requests: each worker takes up to this many more',
      { initial: 'a tenth of --max-requests' },
    ),
    field(
      'reload-mercy',
      ['workers', 'reloadMercySeconds'],
      seconds(0),
      'seconds that a stop or reload waits for running requests',
    ),
    field(
      'worker-reload-mercy',
      ['workers', 'workerReloadMercySeconds'],
      seconds(0),
      'seconds that a worker being replaced has to finish its requests',
    ),
    always('die-on-term', 'no effect: TERM always stops gracefully'),
    always('no-orphans', 'no effect: workers never outlive the master'),
  ],
};
