import type { AppSample } from '../metrics/sample/sample.js';
import { type Field, field } from './field.js';

export const APP_FIELDS: readonly Field<AppSample>[] = [
  field(
    'mountpoint',
    'app',
    'text',
    'Where the app is mounted; empty for the one at the root',
    (app) => app.mountpoint,
  ),
  field('id', '', 'id', 'Number of the app in its worker', (app) => app.id),
  field(
    'worker',
    'slot wid',
    'id',
    'Position of the worker, from 1; none for the sum over all of them',
    (app) => (app.slot === 0 ? null : app.slot),
  ),
  field('workers', '', 'count', 'Workers that have the app loaded', (app) => app.workers),
  field('requests_total', 'req', 'count', 'Requests since the master started', (app) => app.requestsTotal),
  field('rps', '', 'per_second', 'Requests per second in the last interval', (app) => app.requestsPerSecond),
  field('exceptions_total', 'exc', 'count', 'Exceptions that left the app', (app) => app.exceptionsTotal),
  field(
    'exceptions_per_second',
    'excrate',
    'per_second',
    'Exceptions that left the app per second in the last interval',
    (app) => app.exceptionsPerSecond,
  ),
  field('modifier1', '', 'id', 'uWSGI plugin that runs the app; 0 is Python', (app) => app.modifier1),
  field('chdir', '', 'text', 'Directory of its own, if the app has one', (app) => app.chdir),
  field(
    'startup_seconds',
    'startup',
    'seconds',
    'How long loading took; whole seconds',
    (app) => app.startupSeconds,
  ),
];
