import type { CronSample } from '../metrics/sample/block-samples.js';
import { type Field, field } from './field.js';

export const CRON_FIELDS: readonly Field<CronSample>[] = [
  field(
    'schedule',
    'when',
    'text',
    'When it runs, in words; in the local time of the server',
    (c) => c.schedule,
  ),
  field(
    'spec',
    '',
    'text',
    'The same as uWSGI has it: minute, hour, day, month, weekday; -1 is any, -5 every 5',
    (cron) => cron.spec,
  ),
  field(
    'next_run_at',
    'next',
    'time',
    "When it is due next, by this host's time zone if the server runs on it; elsewhere only known where no zone matters",
    (cron) => cron.nextRunMs,
  ),
  field('state', 'st', 'text', 'running or waiting', (cron) => cron.state),
  field('pid', '', 'id', 'Process id while it runs', (cron) => cron.pid),
  field('started_at', 'started', 'time', 'When the run that goes on began', (cron) => cron.startedAtMs),
  field('age_seconds', 'age', 'seconds', 'How long the present run has been going on', (c) => c.ageSeconds),
  field('unique', '', 'flag', 'Whether it is not started again while it still runs', (cron) => cron.unique),
  field('legion', '', 'text', 'Legion whose lord alone runs it', (cron) => cron.legion),
  field('command', 'cmd now', 'text', 'Command line', (cron) => cron.command),
];
