import type { BlacklistStats, EmperorDocument, TuntapDocument, VassalStats } from '../../../stats/schema.js';
import { countOf, flagOf, idOf, millisecondsOf, pidOf, positiveOf } from '../sample/counters.js';
import type { EmperorFacts, VassalSample } from '../sample/fleet-samples.js';
import type { PeerSample } from '../sample/sample.js';

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
    ...document.blacklist
      .filter((entry) => !listed.has(entry.id))
      .map((entry) => blacklistedVassal(entry, nowMs)),
  ];
}

export function emperorFacts(document: EmperorDocument): EmperorFacts {
  const throttleMs = countOf(document.throttle_level);
  return {
    monitors: document.emperor,
    isTyrant: flagOf(document.emperor_tyrant),
    throttleSeconds: throttleMs === null ? null : throttleMs / 1000,
  };
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
    ...throttling(entry, nowMs),
    startedAtMs: pid === null ? null : firstRunMs,
    lastRunMs: millisecondsOf(vassal.last_run),
    lastLoyalMs: millisecondsOf(vassal.last_loyal),
    lastAcceptingMs: millisecondsOf(vassal.last_accepting),
    lastHeartbeatMs: millisecondsOf(vassal.last_heartbeat),
    configChangedMs: millisecondsOf(vassal.last_mod),
    cursedAtMs: millisecondsOf(vassal.cursed),
    zerg: flagOf(vassal.zerg),
    monitor: vassal.monitor,
    onDemand: vassal.on_demand === '' ? null : vassal.on_demand,
  };
}

function vassalState(vassal: VassalStats): VassalSample['state'] {
  if (positiveOf(vassal.cursed) !== null) return 'cursed';
  if (vassal.pid !== null && vassal.pid < 0) return 'on-demand';
  return vassal.accepting === 1 ? 'accepting' : 'starting';
}

function blacklistedVassal(entry: BlacklistStats, nowMs: number): VassalSample {
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
    ...throttling(entry, nowMs),
    startedAtMs: null,
    lastRunMs: null,
    lastLoyalMs: null,
    lastAcceptingMs: null,
    lastHeartbeatMs: null,
    configChangedMs: null,
    cursedAtMs: null,
    zerg: null,
    monitor: null,
    onDemand: null,
  };
}

type Throttling = Pick<
  VassalSample,
  'throttleSeconds' | 'attempts' | 'firstAttemptMs' | 'lastAttemptMs' | 'lastAttemptSeconds'
>;

function throttling(entry: BlacklistStats | null, nowMs: number): Throttling {
  const throttleMs = countOf(entry?.throttle_level ?? null);
  const lastAttemptMs = millisecondsOf(entry?.last_attempt ?? null);
  return {
    throttleSeconds: throttleMs === null ? null : throttleMs / 1000,
    attempts: countOf(entry?.attempt ?? null),
    firstAttemptMs: millisecondsOf(entry?.first_attempt ?? null),
    lastAttemptMs,
    lastAttemptSeconds: lastAttemptMs === null ? null : Math.max(0, nowMs - lastAttemptMs) / 1000,
  };
}

export function peerSamples(document: TuntapDocument): readonly PeerSample[] {
  return document.peers.map((peer) => ({
    address: peer.addr,
    pid: pidOf(peer.pid),
    uid: idOf(peer.uid),
    txBytesTotal: countOf(peer.tx),
    rxBytesTotal: countOf(peer.rx),
    droppedTotal: countOf(peer.dropped),
  }));
}
