import type { TuntapDocument } from '../../../stats/schema.js';
import { countOf, idOf, pidOf } from '../sample/counters.js';
import type { PeerSample } from '../sample/sample.js';

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
