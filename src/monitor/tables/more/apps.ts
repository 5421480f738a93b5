import { type Field, field, having } from '../../fields/field.js';
import type { AppSample } from '../../metrics/sample/sample.js';
import { block } from '../table.js';

const APP_FIELDS: readonly Field<AppSample>[] = [
  having(
    { tone: 'strong', looked: 'word', json: { type: 'string' } },
    field(
      'mountpoint',
      'app',
      'text',
      'Where the app is mounted; empty for the one at the root',
      (app) => app.mountpoint,
    ),
  ),
  field('id', '', 'id', 'Number of the app in its worker', (app) => app.id),
  field('worker', 'slot wid', 'id', 'Number of the worker; none for the sum over all of them', (app) =>
    app.slot === 0 ? null : app.slot,
  ),
  field('workers', '', 'count', 'Workers that have the app loaded', (app) => app.workers),
  field('requests_total', 'req', 'count', 'Requests since the master started', (app) => app.requestsTotal),
  field('rps', '', 'per_second', 'Requests per second in the last interval', (app) => app.requestsPerSecond),
  having(
    { tone: 'trouble' },
    field('exceptions_total', 'exc', 'count', 'Exceptions that left the app', (app) => app.exceptionsTotal),
  ),
  having(
    { tone: 'trouble', title: 'EXC/s' },
    field(
      'exceptions_per_second',
      'excrate',
      'per_second',
      'Exceptions that left the app per second in the last interval',
      (app) => app.exceptionsPerSecond,
    ),
  ),
  field('modifier1', '', 'id', 'uWSGI plugin that runs the app; 0 is Python', (app) => app.modifier1),
  field('chdir', '', 'text', 'Directory of its own, if the app has one', (app) => app.chdir),
  having(
    { grain: 'duration' },
    field(
      'startup_seconds',
      'startup',
      'seconds',
      'How long loading took; whole seconds',
      (app) => app.startupSeconds,
    ),
  ),
];

export const APPS = block({
  kind: 'app',
  about: { all: 'Applications, each summed over the workers that have it', one: 'An application.' },
  entries: ({ sample: { body } }) => (body.kind === 'workers' ? body.workers.apps : null),
  key: (app) => `${app.modifier1} ${app.mountpoint}`,
  name: (app) => app.mountpoint,
  fields: APP_FIELDS,
  columns: [
    ['mountpoint', 'APP', [18, 28, 40], 'left', 0],
    ['id', 'ID', [3, 3, 3], 'right', 7],
    ['modifier1', 'MOD1', [4, 4, 4], 'right', 8],
    ['workers', 'WORKERS', [7, 7, 7], 'right', 5],
    ['requests_total', 'REQ', [6, 6, 6], 'right', 1],
    ['rps', 'RPS', [5, 6, 6], 'right', 2],
    ['exceptions_total', 'EXC', [5, 5, 5], 'right', 3],
    ['exceptions_per_second', 'EXC/s', [5, 5, 5], 'right', 4],
    ['startup_seconds', 'LOAD', [5, 5, 5], 'right', 6],
    ['chdir', 'CHDIR', [10, 16, 24], 'left', 9],
  ],
  firstSort: ['requests_total', true],
  quickSorts: { id: 'worker', rps: 'rps', errors: 'exceptions_total' },
  snapshotFields: 'mountpoint id workers requests_total rps exceptions_total startup_seconds chdir',
  empty: 'No app is loaded',
  note: 'Summed over the workers. LOAD is the slowest start, in whole seconds.',
  option: 'wsgi-file, mount',
  of: 'workers',
  // A server without workers loads no apps.
  isOffered: (body) => body.kind === 'workers' && body.workers.workers.length > 0,
});
