import type { SocketSample } from '../metrics/sample/sample.js';
import { type Field, field } from './field.js';

export const SOCKET_FIELDS: readonly Field<SocketSample>[] = [
  field('name', 'socket', 'text', 'Address that the socket listens on', (socket) => socket.name),
  field('protocol', 'proto', 'text', 'Protocol spoken on it', (socket) => socket.protocol),
  field(
    'queue',
    'lq',
    'count',
    'Connections that wait to be accepted; uWSGI cannot measure unix sockets, the live view asks ss(8) on the same host',
    (socket) => socket.queue,
  ),
  field('limit', 'queue_limit max', 'count', 'Length of the listen queue', (socket) => socket.queueLimit),
  field(
    'full_ratio',
    'full queue_ratio',
    'ratio',
    'Queue as a share of its limit, at most 1 although Linux counts one more than the limit',
    (socket) => socket.fullRatio,
  ),
  field(
    'peak_queue',
    'peak',
    'count',
    'Longest queue seen since tstop attached',
    (socket) => socket.peakQueue,
  ),
  field(
    'full_for_seconds',
    'fullfor',
    'seconds',
    'How long the queue has been full without a break',
    (socket) => socket.fullForSeconds,
  ),
  field(
    'source',
    '',
    'text',
    'Where the queue comes from: stats, ss (the kernel of the same host), or none',
    (socket) => socket.source,
  ),
];
