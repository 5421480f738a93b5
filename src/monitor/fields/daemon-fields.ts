import type { DaemonSample } from '../metrics/sample/block-samples.js';
import { type Field, field } from './field.js';

export const DAEMON_FIELDS: readonly Field<DaemonSample>[] = [
  field('pid', '', 'id', 'Process id; none while it does not run', (daemon) => daemon.pid),
  field('state', 'st', 'text', 'running or stopped', (daemon) => daemon.state),
  field(
    'restarts',
    'respawns respawn rsp',
    'count',
    "Times that it had a new process since tstop attached; uWSGI's own count is always 0",
    (daemon) => daemon.restarts,
  ),
  field(
    'last_restart_at',
    'restarted',
    'time',
    'When tstop last saw a new process',
    (daemon) => daemon.lastRestartMs,
  ),
  field('command', 'cmd', 'text', 'Command line', (daemon) => daemon.command),
];
