import { type Field, field, having, oneOf } from '../../fields/field.js';
import type { VassalSample } from '../../metrics/sample/sample.js';
import { formatDuration } from '../../text/format.js';
import { table } from '../table.js';

const VASSAL_FIELDS: readonly Field<VassalSample>[] = [
  having(
    { tone: 'strong', looked: 'word', json: { type: 'string' } },
    field(
      'name',
      'vassal',
      'text',
      'Configuration that the vassal was started from',
      (vassal) => vassal.name,
    ),
  ),
  having(
    { tone: 'dim', looked: 'search' },
    field(
      'pid',
      '',
      'id',
      'Process id of its master; none while an on-demand vassal sleeps',
      (vassal) => vassal.pid,
    ),
  ),
  oneOf(
    'accepting starting on-demand cursed blacklisted',
    having(
      { tone: 'state', looked: 'word' },
      field(
        'state',
        'st',
        'text',
        'accepting, starting, on-demand, cursed or blacklisted',
        (vassal) => vassal.state,
      ),
    ),
  ),
  field(
    'ready',
    '',
    'flag',
    'Whether it has told the emperor that its app is loaded',
    (vassal) => vassal.ready,
  ),
  having(
    { title: 'ACC' },
    field(
      'accepting',
      '',
      'flag',
      'Whether it has told the emperor that it takes requests',
      (vassal) => vassal.accepting,
    ),
  ),
  field(
    'loyal',
    '',
    'flag',
    'Whether it has run well long enough to be respawned at once',
    (vassal) => vassal.loyal,
  ),
  having(
    { grain: 'duration' },
    field(
      'uptime_seconds',
      'up',
      'seconds',
      'Time since its present process was started',
      (v) => v.uptimeSeconds,
    ),
  ),
  field(
    'respawns',
    'respawn rsp',
    'count',
    'Times that the emperor started it again',
    (vassal) => vassal.respawns,
  ),
  having(
    { tone: 'dim' },
    field('uid', '', 'id', 'User it runs as', (vassal) => vassal.uid),
  ),
  field('gid', '', 'id', 'Group it runs as', (vassal) => vassal.gid),
  having(
    { grain: 'duration' },
    field(
      'throttle_seconds',
      'throttle',
      'seconds',
      'Pause before the next try of a blacklisted vassal',
      (vassal) => vassal.throttleSeconds,
    ),
  ),
  field('attempts', '', 'count', 'Tries since it was blacklisted', (vassal) => vassal.attempts),
  field(
    'last_attempt_at',
    'attempted',
    'time',
    'When a blacklisted vassal was last tried',
    (v) => v.lastAttemptMs,
  ),
  field('first_attempt_at', '', 'time', 'When a blacklisted vassal was first tried', (v) => v.firstAttemptMs),
  field('started_at', 'started', 'time', 'When its present process was started', (v) => v.startedAtMs),
  field('last_run_at', 'run', 'time', 'When it was last started or reloaded', (vassal) => vassal.lastRunMs),
  field(
    'last_accepting_at',
    '',
    'time',
    'When it last told that it takes requests',
    (v) => v.lastAcceptingMs,
  ),
  field('last_loyal_at', '', 'time', 'When it last became loyal', (vassal) => vassal.lastLoyalMs),
  field(
    'last_heartbeat_at',
    'heartbeat',
    'time',
    'Its last heartbeat; only of vassals that send them',
    (vassal) => vassal.lastHeartbeatMs,
  ),
  field(
    'config_changed_at',
    'changed',
    'time',
    'Change of its configuration that the emperor acted upon last',
    (vassal) => vassal.configChangedMs,
  ),
  field('cursed_at', '', 'time', 'When the emperor decided to end it', (vassal) => vassal.cursedAtMs),
  field('zerg', '', 'flag', 'Whether it is a zerg of a broodlord', (vassal) => vassal.zerg),
  field('monitor', '', 'text', 'Emperor monitor that found it', (vassal) => vassal.monitor),
  field('on_demand', '', 'text', 'Socket whose first connection wakes it', (vassal) => vassal.onDemand),
  having(
    { looked: 'word' },
    field('note', '', 'text', 'What is special about it, in words; empty when all is well', noteOf),
  ),
];

function noteOf(vassal: VassalSample): string {
  if (vassal.state === 'on-demand') return `wakes on ${vassal.onDemand ?? 'demand'}`;
  if (vassal.state === 'cursed') return ['told to end', ...blacklistFacts(vassal)].join(', ');
  return blacklistFacts(vassal).join(', ');
}

/** `attempt 7, throttle 3s, last 2s ago`: also while it is tried again, until it has served a request. */
function blacklistFacts(vassal: VassalSample): readonly string[] {
  const { attempts, throttleSeconds, lastAttemptSeconds } = vassal;
  const facts = [
    attempts === null || vassal.state === 'blacklisted' ? null : 'blacklisted before',
    attempts === null ? null : `attempt ${attempts}`,
    throttleSeconds === null ? null : `throttle ${formatDuration(throttleSeconds)}`,
    lastAttemptSeconds === null ? null : `last ${formatDuration(lastAttemptSeconds)} ago`,
  ];
  return facts.filter((fact) => fact !== null);
}

export const VASSALS = table({
  kind: 'vassal',
  about: { all: 'Vassals of an emperor', one: 'A vassal.' },
  entries: ({ sample: { body } }) => (body.kind === 'emperor' ? body.vassals : null),
  key: (vassal) => vassal.name,
  name: (vassal) => vassal.name,
  fields: VASSAL_FIELDS,
  columns: [
    ['name', 'VASSAL', [20, 24, 30], 'left', 0],
    ['pid', 'PID', [7, 7, 7], 'right', 3],
    ['state', 'STATE', [11, 11, 11], 'left', 1],
    ['ready', 'READY', [6, 6, 6], 'left', 7],
    ['accepting', 'ACCEPT', [7, 7, 7], 'left', 6],
    ['loyal', 'LOYAL', [6, 6, 6], 'left', 8],
    ['uptime_seconds', 'UP', [5, 6, 6], 'right', 4],
    ['respawns', 'RESPAWNS', [4, 9, 9], 'right', 5, 'RSP'],
    ['throttle_seconds', 'THROTTLE', [9, 9, 9], 'right', 9, 'THROTTLE', 1],
    ['attempts', 'TRIES', [6, 6, 6], 'right', 10, 'TRIES', 1],
    ['uid', 'UID', [6, 6, 6], 'right', 11, 'UID', 1],
    ['note', 'NOTE', [26, 32, 36], 'left', 2],
  ],
  firstSort: ['name', false],
  quickSorts: { age: 'uptime_seconds', id: 'name', errors: 'respawns' },
  snapshotFields: 'name pid state ready accepting loyal uptime_seconds respawns note',
  empty: 'The emperor has no vassals',
});
