import type { VassalSample } from '../metrics/sample/sample.js';
import { formatDuration } from '../text/format.js';
import { type Field, type FieldValue, field, oneOf, type Unit } from './field.js';
import type { VassalRow } from './row.js';

export const VASSAL_FIELDS: readonly Field<VassalRow>[] = [
  of('name', 'vassal', 'text', 'Configuration that the vassal was started from', (vassal) => vassal.name),
  of(
    'pid',
    '',
    'id',
    'Process id of its master; none while an on-demand vassal sleeps',
    (vassal) => vassal.pid,
  ),
  oneOf(
    'accepting starting on-demand cursed blacklisted',
    of(
      'state',
      'st',
      'text',
      'accepting, starting, on-demand, cursed or blacklisted',
      (vassal) => vassal.state,
    ),
  ),
  of('ready', '', 'flag', 'Whether it has told the emperor that its app is loaded', (vassal) => vassal.ready),
  of(
    'accepting',
    '',
    'flag',
    'Whether it has told the emperor that it takes requests',
    (vassal) => vassal.accepting,
  ),
  of(
    'loyal',
    '',
    'flag',
    'Whether it has run well long enough to be respawned at once',
    (vassal) => vassal.loyal,
  ),
  of('uptime_seconds', 'up', 'seconds', 'Time since its present process was started', (v) => v.uptimeSeconds),
  of(
    'respawns',
    'respawn rsp',
    'count',
    'Times that the emperor started it again',
    (vassal) => vassal.respawns,
  ),
  of('uid', '', 'id', 'User it runs as', (vassal) => vassal.uid),
  of('gid', '', 'id', 'Group it runs as', (vassal) => vassal.gid),
  of(
    'throttle_seconds',
    'throttle',
    'seconds',
    'Pause before the next try of a blacklisted vassal',
    (vassal) => vassal.throttleSeconds,
  ),
  of('attempts', '', 'count', 'Tries since it was blacklisted', (vassal) => vassal.attempts),
  of(
    'last_attempt_at',
    'attempted',
    'time',
    'When a blacklisted vassal was last tried',
    (v) => v.lastAttemptMs,
  ),
  of('first_attempt_at', '', 'time', 'When a blacklisted vassal was first tried', (v) => v.firstAttemptMs),
  of('started_at', 'started', 'time', 'When its present process was started', (v) => v.startedAtMs),
  of('last_run_at', 'run', 'time', 'When it was last started or reloaded', (vassal) => vassal.lastRunMs),
  of('last_accepting_at', '', 'time', 'When it last told that it takes requests', (v) => v.lastAcceptingMs),
  of('last_loyal_at', '', 'time', 'When it last became loyal', (vassal) => vassal.lastLoyalMs),
  of(
    'last_heartbeat_at',
    'heartbeat',
    'time',
    'Its last heartbeat; only of vassals that send them',
    (vassal) => vassal.lastHeartbeatMs,
  ),
  of(
    'config_changed_at',
    'changed',
    'time',
    'Change of its configuration that the emperor acted upon last',
    (vassal) => vassal.configChangedMs,
  ),
  of('cursed_at', '', 'time', 'When the emperor decided to end it', (vassal) => vassal.cursedAtMs),
  of('zerg', '', 'flag', 'Whether it is a zerg of a broodlord', (vassal) => vassal.zerg),
  of('monitor', '', 'text', 'Emperor monitor that found it', (vassal) => vassal.monitor),
  of('on_demand', '', 'text', 'Socket whose first connection wakes it', (vassal) => vassal.onDemand),
  of('note', '', 'text', 'What is special about it, in words; empty when all is well', noteOf),
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

function of(
  name: string,
  aliases: string,
  unit: Unit,
  about: string,
  value: (vassal: VassalSample) => FieldValue,
): Field<VassalRow> {
  return field(name, aliases, unit, about, (row) => value(row.vassal));
}
