import { type Field, field, having } from '../../fields/field.js';
import type { PeerSample } from '../../metrics/sample/sample.js';
import { table } from '../table.js';

/** Peers of the tuntap router. */
const PEER_FIELDS: readonly Field<PeerSample>[] = [
  having(
    { tone: 'strong', looked: 'word' },
    field('address', 'addr peer', 'text', 'Address of the peer in the tunnel', (peer) => peer.address),
  ),
  having(
    { tone: 'dim', looked: 'search' },
    field('pid', '', 'id', 'Process at the other end', (peer) => peer.pid),
  ),
  having(
    { tone: 'dim' },
    field('uid', '', 'id', 'User at the other end', (peer) => peer.uid),
  ),
  field('tx_bytes_total', 'tx', 'bytes', 'Bytes sent to it', (peer) => peer.txBytesTotal),
  field('rx_bytes_total', 'rx', 'bytes', 'Bytes received from it', (peer) => peer.rxBytesTotal),
  having(
    { tone: 'trouble' },
    field('dropped_total', 'dropped', 'count', 'Packets that were thrown away', (peer) => peer.droppedTotal),
  ),
];

export const PEERS = table({
  kind: 'peer',
  about: { all: 'Peers of a tuntap router', one: 'A peer of a tuntap router.' },
  entries: ({ sample: { body } }) => (body.kind === 'tuntap' ? body.peers : null),
  key: (peer) => peer.address,
  name: (peer) => peer.address,
  fields: PEER_FIELDS,
  columns: [
    ['address', 'PEER', [16, 24, 32], 'left', 0],
    ['pid', 'PID', [7, 7, 7], 'right', 4],
    ['uid', 'UID', [6, 6, 6], 'right', 5],
    ['tx_bytes_total', 'TX', [7, 8, 8], 'right', 1],
    ['rx_bytes_total', 'RX', [7, 8, 8], 'right', 2],
    ['dropped_total', 'DROPPED', [8, 8, 8], 'right', 3],
  ],
  firstSort: ['address', false],
  quickSorts: { id: 'address', rps: 'tx_bytes_total', errors: 'dropped_total' },
  snapshotFields: 'address pid uid tx_bytes_total rx_bytes_total dropped_total',
  empty: 'No peer is connected',
});
