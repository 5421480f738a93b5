import type { VassalSample } from '../metrics/sample.js';
import { formatDuration } from '../text/format.js';
import { type Field, type FieldValue, field, type Unit } from './field.js';
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
  of(
    'state',
    'st',
    'text',
    'accepting, starting, on-demand, cursed or blacklisted',
    (vassal) => vassal.state,
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
  of('monitor', '', 'text', 'Emperor monitor that found it', (vassal) => vassal.monitor),
  of('on_demand', '', 'text', 'Socket whose first connection wakes it', (vassal) => vassal.onDemand),
  of('note', '', 'text', 'What is special about it, in words; empty when all is well', noteOf),
];

function noteOf(vassal: VassalSample): string {
  if (vassal.state === 'blacklisted') return blacklistNote(vassal);
  if (vassal.state === 'on-demand') return `wakes on ${vassal.onDemand ?? 'demand'}`;
  return '';
}

function blacklistNote(vassal: VassalSample): string {
  const throttle =
    vassal.throttleSeconds === null ? [] : [`throttle ${formatDuration(vassal.throttleSeconds)}`];
  const attempts = vassal.attempts === null ? [] : [`attempt ${vassal.attempts}`];
  return [...attempts, ...throttle].join(', ');
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
