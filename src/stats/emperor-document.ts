import type { BlacklistStats, EmperorDocument, VassalStats } from './schema.js';
import { serverHeadFrom } from './server-head.js';
import {
  numberOrNull,
  recordsIn,
  recordsOrNull,
  textOrEmpty,
  textOrNull,
  textsIn,
  type Wire,
} from './wire-values.js';

export function emperorDocumentFrom(
  wire: Wire<EmperorDocument>,
  vassals: readonly unknown[],
): EmperorDocument {
  return {
    kind: 'emperor',
    ...serverHeadFrom(wire),
    emperor: textsIn(wire.emperor),
    emperor_tyrant: numberOrNull(wire.emperor_tyrant),
    throttle_level: numberOrNull(wire.throttle_level),
    vassals: recordsIn(vassals, vassalFrom),
    blacklist: recordsOrNull(wire.blacklist, blacklistEntryFrom) ?? [],
  };
}

function vassalFrom(wire: Wire<VassalStats>): VassalStats {
  return {
    id: textOrEmpty(wire.id),
    pid: numberOrNull(wire.pid),
    born: numberOrNull(wire.born),
    last_mod: numberOrNull(wire.last_mod),
    last_heartbeat: numberOrNull(wire.last_heartbeat),
    loyal: numberOrNull(wire.loyal),
    ready: numberOrNull(wire.ready),
    accepting: numberOrNull(wire.accepting),
    last_loyal: numberOrNull(wire.last_loyal),
    last_ready: numberOrNull(wire.last_ready),
    last_accepting: numberOrNull(wire.last_accepting),
    first_run: numberOrNull(wire.first_run),
    last_run: numberOrNull(wire.last_run),
    cursed: numberOrNull(wire.cursed),
    zerg: numberOrNull(wire.zerg),
    on_demand: textOrNull(wire.on_demand),
    uid: numberOrNull(wire.uid),
    gid: numberOrNull(wire.gid),
    monitor: textOrNull(wire.monitor),
    respawns: numberOrNull(wire.respawns),
  };
}

function blacklistEntryFrom(wire: Wire<BlacklistStats>): BlacklistStats {
  return {
    id: textOrEmpty(wire.id),
    throttle_level: numberOrNull(wire.throttle_level),
    attempt: numberOrNull(wire.attempt),
    first_attempt: numberOrNull(wire.first_attempt),
    last_attempt: numberOrNull(wire.last_attempt),
  };
}
