import type { SpoolerSample } from '../metrics/sample/block-samples.js';
import { type Field, field } from './field.js';

export const SPOOLER_FIELDS: readonly Field<SpoolerSample>[] = [
  field(
    'name',
    'directory dir spooler',
    'text',
    'Directory of the spooler; one row for each of its processes',
    (spooler) => spooler.directory,
  ),
  field('pid', '', 'id', 'Process id', (spooler) => spooler.pid),
  field(
    'state',
    'st',
    'text',
    'running (inside a task), idle or dead (no process)',
    (spooler) => spooler.state,
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
