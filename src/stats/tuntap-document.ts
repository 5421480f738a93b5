import type { TuntapDocument, TuntapPeerStats } from './schema.js';
import { serverHeadFrom } from './server-head.js';
import { numberOrNull, recordsIn, textOrEmpty, type Wire } from './wire-values.js';

export function tuntapDocumentFrom(wire: Wire<TuntapDocument>, peers: readonly unknown[]): TuntapDocument {
  return { kind: 'tuntap', ...serverHeadFrom(wire), peers: recordsIn(peers, peerFrom) };
}

function peerFrom(wire: Wire<TuntapPeerStats>): TuntapPeerStats {
  return {
    addr: textOrEmpty(wire.addr),
    uid: numberOrNull(wire.uid),
    gid: numberOrNull(wire.gid),
    pid: numberOrNull(wire.pid),
    tx: numberOrNull(wire.tx),
    rx: numberOrNull(wire.rx),
    dropped: numberOrNull(wire.dropped),
  };
}
