import { type Field, field, having } from '../../fields/field.js';
import { CRON_STATES, type CronSample } from '../../metrics/sample/block-samples.js';
import { block } from '../table.js';

const CRON_FIELDS: readonly Field<CronSample>[] = [
  having(
    { tone: 'strong', looked: 'word' },
    field(
      'schedule',
      'when',
      'text',
      'When it runs, in words; in the local time of the server',
      (c) => c.schedule,
    ),
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
  having(
    { tone: 'state', looked: 'word', json: { enum: CRON_STATES } },
    field('state', 'st', 'text', 'running or waiting', (cron) => cron.state),
  ),
  having(
    { tone: 'dim', looked: 'search' },
    field('pid', '', 'id', 'Process id while it runs', (cron) => cron.pid),
  ),
  field('started_at', 'started', 'time', 'When the run that goes on began', (cron) => cron.startedAtMs),
  having(
    { tone: 'age', grain: 'age' },
    field('age_seconds', 'age', 'seconds', 'How long the present run has been going on', (c) => c.ageSeconds),
  ),
  field('unique', '', 'flag', 'Whether it is not started again while it still runs', (cron) => cron.unique),
  field('legion', '', 'text', 'Legion whose lord alone runs it', (cron) => cron.legion),
  having(
    { looked: 'word', json: { type: 'string' } },
    field('command', 'cmd now', 'text', 'Command line', (cron) => cron.command),
  ),
];

export const CRONS = block({
  kind: 'cron',
  about: { all: 'Crons of the configuration', one: 'A cron of the configuration.' },
  entries: ({ sample: { body } }) => (body.kind === 'workers' ? body.workers.blocks.crons : null),
  key: (cron) => `${cron.spec} ${cron.command}`,
  name: (cron) => cron.command,
  fields: CRON_FIELDS,
  columns: [
    ['schedule', 'WHEN', [22, 30, 38], 'left', 0],
    ['next_run_at', 'NEXT', [6, 15, 15], 'right', 2],
    ['state', 'ST', [7, 7, 7], 'left', 1],
    ['age_seconds', 'FOR', [5, 5, 5], 'right', 4],
    ['spec', 'M H D MON WEEK', [14, 14, 14], 'left', 6, 'SPEC', 1],
    ['pid', 'PID', [7, 7, 7], 'right', 7, 'PID', 1],
    ['started_at', 'STARTED', [8, 8, 8], 'right', 9, 'STARTED', 1],
    ['unique', 'UNIQUE', [6, 6, 6], 'left', 8, 'UNIQ', 1],
    ['legion', 'LEGION', [10, 12, 12], 'left', 10, 'LEGION', 2],
    ['command', 'COMMAND', [20, 20, 30], 'left', 3],
  ],
  firstSort: ['next_run_at', false],
  quickSorts: { age: 'age_seconds', id: 'command' },
  snapshotFields: 'schedule spec next_run_at state age_seconds unique command',
  empty: 'The stats list no crons: set the option cron2',
  note: 'Times are those of the server. Only crons of the configuration are listed, not those of Python code, and no earlier runs.',
  option: 'cron2',
  of: 'workers',
});
