import { type Field, field, having } from '../../fields/field.js';
import { SPOOLER_STATES, type SpoolerSample } from '../../metrics/sample/block-samples.js';
import { block } from '../table.js';

const SPOOLER_FIELDS: readonly Field<SpoolerSample>[] = [
  having(
    { tone: 'strong', looked: 'word', json: { type: 'string' } },
    field(
      'name',
      'directory dir spooler',
      'text',
      'Directory of the spooler; one row for each of its processes',
      (spooler) => spooler.directory,
    ),
  ),
  having(
    { tone: 'dim', looked: 'search' },
    field('pid', '', 'id', 'Process id', (spooler) => spooler.pid),
  ),
  having(
    { tone: 'state', looked: 'word', json: { enum: [...SPOOLER_STATES, null] } },
    field(
      'state',
      'st',
      'text',
      'running (inside a task), idle or dead (no process)',
      (spooler) => spooler.state,
    ),
  ),
  field(
    'tasks_total',
    'tasks',
    'count',
    'Tasks it has run since the server started, those put back included; how many wait is not told',
    (spooler) => spooler.tasksTotal,
  ),
  field(
    'tasks_per_second',
    'rps',
    'per_second',
    'Tasks per second in the last interval',
    (spooler) => spooler.tasksPerSecond,
  ),
  field('respawns', 'respawn rsp', 'count', 'Times that its process was started again', (s) => s.respawns),
];

export const SPOOLERS = block({
  kind: 'spooler',
  about: { all: 'Spoolers, one for each process', one: 'A process of a spooler.' },
  entries: ({ sample: { body } }) => (body.kind === 'workers' ? body.workers.blocks.spoolers : null),
  key: (spooler) => spooler.directory,
  name: (spooler) => spooler.directory,
  fields: SPOOLER_FIELDS,
  columns: [
    ['name', 'SPOOLER', [32, 56, 90], 'left', 0],
    ['pid', 'PID', [7, 7, 7], 'right', 4],
    ['state', 'ST', [7, 7, 7], 'left', 1],
    ['tasks_total', 'TASKS', [7, 7, 7], 'right', 2],
    ['tasks_per_second', 'TASKS/s', [7, 7, 7], 'right', 3],
    ['respawns', 'RSP', [4, 4, 4], 'right', 5],
  ],
  firstSort: ['name', false],
  quickSorts: { id: 'name', rps: 'tasks_per_second', errors: 'respawns' },
  snapshotFields: 'name pid state tasks_total tasks_per_second respawns',
  empty: 'The stats list no spoolers: set the option spooler',
  note: "uWSGI does not report how many tasks wait: count the files in the spooler's directory.",
  option: 'spooler',
  of: 'workers',
});
