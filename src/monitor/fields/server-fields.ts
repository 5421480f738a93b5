/** Fields that every server has, whatever its document. */
import { type Field, field, having } from './field.js';
import { type ServerRow, uptimeOf } from './overview-values.js';

/** About the server and how it is. */
export const SERVER_HEAD: readonly Field<ServerRow>[] = [
  field('time', '', 'time', 'When the reading arrived', (row) => row.sample.timeMs),
  field(
    'interval_seconds',
    'interval',
    'seconds',
    'Time that rates are taken over',
    (r) => r.sample.intervalSeconds,
  ),
  field('version', '', 'text', 'Version that the server tells', (row) => row.sample.server.version),
  having(
    { tone: 'dim', looked: 'search' },
    field('pid', '', 'id', 'Process id of the master', (row) => row.sample.server.pid),
  ),
  having(
    { tone: 'dim' },
    field('uid', '', 'id', 'User of the master', (row) => row.sample.server.uid),
  ),
  field('gid', '', 'id', 'Group of the master', (row) => row.sample.server.gid),
  field('cwd', '', 'text', 'Working directory of the master', (row) => row.sample.server.cwd),
  field(
    'started_at',
    'started',
    'time',
    'Estimated start: the oldest spawn seen in this life of the server, which tells no uptime of its own',
    (row) => row.sample.server.startedAtMs,
  ),
  having(
    { grain: 'duration' },
    field('uptime_seconds', 'up', 'seconds', 'Estimated time since the start', uptimeOf),
  ),
  field('verdict_state', 'verdict state', 'text', 'How the server is, in a word or two', (row) =>
    row.verdict.state.toLowerCase(),
  ),
  field('verdict_level', 'level', 'text', 'ok, warn, critical or unknown', (row) => row.verdict.level),
  field('verdict_since', 'since', 'time', 'Since when the verdict holds', (row) => row.verdict.sinceMs),
  field('verdict_text', 'text', 'text', 'What the verdict rests on', (row) => row.verdict.facts.join('; ')),
];

/** About the reading itself. */
export const SERVER_FOOT: readonly Field<ServerRow>[] = [
  field('protocol', '', 'text', 'How the stats were read: raw, http …', (row) => row.sample.reading.protocol),
  field('reply_bytes', '', 'bytes', 'Size of the reply', (row) => row.sample.reading.bytes),
  field(
    'read_seconds',
    '',
    'seconds',
    'Time from connecting to the last byte',
    (r) => r.sample.reading.durationMs / 1000,
  ),
  field('repaired', '', 'flag', 'Whether the reply was no strict JSON', (row) => row.sample.reading.repaired),
  field(
    'time_is_newest',
    '',
    'flag',
    'Whether ages count from the newest time in a saved reply',
    (row) => row.sample.reading.timeIsNewest,
  ),
];

export const SERVER_FIELDS: readonly Field<ServerRow>[] = [...SERVER_HEAD, ...SERVER_FOOT];
