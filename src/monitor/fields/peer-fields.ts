import { type Field, field } from './field.js';
import type { PeerRow } from './row.js';

/** Peers of the tuntap router. */
export const PEER_FIELDS: readonly Field<PeerRow>[] = [
  field('address', 'addr peer', 'text', 'Address of the peer in the tunnel', (row) => row.peer.address),
  field('pid', '', 'id', 'Process at the other end', (row) => row.peer.pid),
  field('uid', '', 'id', 'User at the other end', (row) => row.peer.uid),
  field('tx_bytes_total', 'tx', 'bytes', 'Bytes sent to it', (row) => row.peer.txBytesTotal),
  field('rx_bytes_total', 'rx', 'bytes', 'Bytes received from it', (row) => row.peer.rxBytesTotal),
  field('dropped_total', 'dropped', 'count', 'Packets that were thrown away', (row) => row.peer.droppedTotal),
];
