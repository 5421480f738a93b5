import { type Field, having } from '../fields/field.js';
import type { CoreRow, WorkerRow } from './row.js';
import { entry } from './worker-field.js';

/** Requests that did not end well, killed ones left out. */
export const WORKER_ERROR_FIELDS: readonly Field<WorkerRow | CoreRow>[] = [
  having(
    { tone: 'exceptions' },
    entry(
      'exceptions_total',
      'exc',
      'count',
      'Exceptions that left the application; requests killed by harakiri do not count',
      (worker) => worker.exceptionsTotal,
    ),
  ),
  having(
    { tone: 'trouble', title: 'EXC/s' },
    entry(
      'exceptions_per_second',
      'excrate',
      'per_second',
      'Exceptions that left the application per second in the last interval',
      (worker) => worker.exceptionsPerSecond,
    ),
  ),
  having(
    { tone: 'trouble' },
    entry(
      'answers_5xx_total',
      's5xx',
      'count',
      'Answers with a status from 500 on; only tsgi tells',
      (worker) => worker.answers5xxTotal,
    ),
  ),
  having(
    { tone: 'trouble', title: '5XX/s' },
    entry(
      'answers_5xx_per_second',
      's5xxrate',
      'per_second',
      'Answers with a status from 500 on per second in the last interval; only tsgi tells',
      (worker) => worker.answers5xxPerSecond,
    ),
  ),
  having(
    { tone: 'trouble' },
    entry(
      'write_errors_total',
      'werr',
      'count',
      'Answers that could not be written: the client went away',
      (worker) => worker.writeErrorsTotal,
      (core) => core.writeErrorsTotal,
    ),
  ),
  having(
    { tone: 'trouble' },
    entry(
      'read_errors_total',
      'rerr',
      'count',
      'Requests whose body could not be read to its end',
      (worker) => worker.readErrorsTotal,
      (core) => core.readErrorsTotal,
    ),
  ),
];
