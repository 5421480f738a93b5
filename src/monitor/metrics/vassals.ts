import type { BlacklistStats, EmperorDocument, VassalStats } from '../../stats/schema.js';
import { countOf, flagOf, idOf, millisecondsOf, pidOf, positiveOf } from './counters.js';
import type { VassalSample } from './sample.js';

/**
 * Vassals in the emperor's order, then those that are only in its blacklist (a throttled vassal has no other entry).
 * `ready` is false for ever after a touch reload, so nothing is concluded from it.
 */
export function vassalSamples(document: EmperorDocument, nowMs: number): readonly VassalSample[] {
  const listed = new Set(document.vassals.map((vassal) => vassal.id));
  const blacklist = new Map(document.blacklist.map((entry) => [entry.id, entry]));
  const isTyrant = flagOf(document.emperor_tyrant) === true;
  return [
    ...document.vassals.map((vassal) =>
      listedVassal(vassal, blacklist.get(vassal.id) ?? null, isTyrant, nowMs),
    ),
    ...document.blacklist.filter((entry) => !listed.has(entry.id)).map(blacklistedVassal),
  ];
}

function listedVassal(
  vassal: VassalStats,
  entry: BlacklistStats | null,
  isTyrant: boolean,
  nowMs: number,
): VassalSample {
  const firstRunMs = millisecondsOf(vassal.first_run);
  const pid = pidOf(vassal.pid);
  return {
    name: vassal.id,
    pid,
    state: vassalState(vassal),
    ready: flagOf(vassal.ready),
    accepting: flagOf(vassal.accepting),
    loyal: flagOf(vassal.loyal),
    uptimeSeconds: pid === null || firstRunMs === null ? null : Math.max(0, nowMs - firstRunMs) / 1000,
    respawns: countOf(vassal.respawns),
    uid: isTyrant ? idOf(vassal.uid) : null,
    gid: isTyrant ? idOf(vassal.gid) : null,
    ...throttling(entry),
    monitor: vassal.monitor,
    onDemand: vassal.on_demand === '' ? null : vassal.on_demand,
  };
}

function vassalState(vassal: VassalStats): VassalSample['state'] {
  if (positiveOf(vassal.cursed) !== null) return 'cursed';
  if (vassal.pid !== null && vassal.pid < 0) return 'on-demand';
  return vassal.accepting === 1 ? 'accepting' : 'starting';
}

function blacklistedVassal(entry: BlacklistStats): VassalSample {
  return {
    name: entry.id,
    pid: null,
    state: 'blacklisted',
    ready: null,
    accepting: null,
    loyal: null,
    uptimeSeconds: null,
    respawns: null,
    uid: null,
    gid: null,
    ...throttling(entry),
    monitor: null,
    onDemand: null,
  };
}

function throttling(
  entry: BlacklistStats | null,
): Pick<VassalSample, 'throttleSeconds' | 'attempts' | 'lastAttemptMs'> {
  const throttleMs = countOf(entry?.throttle_level ?? null);
  return {
    throttleSeconds: throttleMs === null ? null : throttleMs / 1000,
    attempts: countOf(entry?.attempt ?? null),
    lastAttemptMs: millisecondsOf(entry?.last_attempt ?? null),
  };
}
