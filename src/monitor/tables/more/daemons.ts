import { type Field, field, having } from '../../fields/field.js';
import { DAEMON_STATES, type DaemonSample } from '../../metrics/sample/block-samples.js';
import { block } from '../table.js';

const DAEMON_FIELDS: readonly Field<DaemonSample>[] = [
  having(
    { tone: 'dim', looked: 'search' },
    field('pid', '', 'id', 'Process id; none while it does not run', (daemon) => daemon.pid),
  ),
  having(
    { tone: 'state', looked: 'word', json: { enum: [...DAEMON_STATES, null] } },
    field('state', 'st', 'text', 'running or stopped', (daemon) => daemon.state),
  ),
  having(
    { tone: 'trouble' },
    field(
      'restarts',
      'respawns respawn rsp',
      'count',
      "Times that it had a new process since tstop attached; uWSGI's own count is always 0",
      (daemon) => daemon.restarts,
    ),
  ),
  field(
    'last_restart_at',
    'restarted',
    'time',
    'When tstop last saw a new process',
    (daemon) => daemon.lastRestartMs,
  ),
  having(
    { looked: 'word', json: { type: 'string' } },
    field('command', 'cmd', 'text', 'Command line', (daemon) => daemon.command),
  ),
];

export const DAEMONS = block({
  kind: 'daemon',
  about: { all: 'Attached daemons', one: 'An attached daemon.' },
  entries: ({ sample: { body } }) => (body.kind === 'workers' ? body.workers.blocks.daemons : null),
  key: (daemon) => daemon.command,
  name: (daemon) => daemon.command,
  fields: DAEMON_FIELDS,
  columns: [
    ['pid', 'PID', [7, 7, 7], 'right', 0],
    ['state', 'ST', [7, 7, 7], 'left', 1],
    ['restarts', 'RESTARTS', [8, 8, 8], 'right', 3],
    ['last_restart_at', 'LAST', [8, 8, 8], 'right', 4],
    ['command', 'COMMAND', [20, 30, 40], 'left', 2],
  ],
  firstSort: ['command', false],
  quickSorts: { id: 'command', errors: 'restarts' },
  snapshotFields: 'pid state restarts command',
  empty: 'The stats list no daemons: set the option attach-daemon2',
  note: 'Restarts are counted since tstop attached: the number of uWSGI itself is always 0. While one that keeps dying is throttled, its pid is that of a process that only waits.',
  option: 'attach-daemon2',
  of: 'workers',
});
