import { type Field, field, having } from '../fields/field.js';
import { SOCKET_SOURCES, type SocketSample } from '../metrics/sample/sample.js';
import { table } from './table.js';

const SOCKET_FIELDS: readonly Field<SocketSample>[] = [
  having(
    { tone: 'strong', looked: 'word', json: { type: 'string' } },
    field('name', 'socket', 'text', 'Address that the socket listens on', (socket) => socket.name),
  ),
  field('protocol', 'proto', 'text', 'Protocol spoken on it', (socket) => socket.protocol),
  field(
    'queue',
    'lq',
    'count',
    'Connections that wait to be accepted; uWSGI cannot measure unix sockets, the live view asks ss(8) on the same host',
    (socket) => socket.queue,
  ),
  having(
    { title: 'LIMIT' },
    field('limit', 'queue_limit max', 'count', 'Length of the listen queue', (socket) => socket.queueLimit),
  ),
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
  having(
    { grain: 'duration' },
    field(
      'full_for_seconds',
      'fullfor',
      'seconds',
      'How long the queue has been full without a break',
      (socket) => socket.fullForSeconds,
    ),
  ),
  having(
    { json: { enum: SOCKET_SOURCES } },
    field(
      'source',
      '',
      'text',
      'Where the queue comes from: stats, ss (the kernel of the same host), or none',
      (socket) => socket.source,
    ),
  ),
];

export const SOCKETS = table({
  kind: 'socket',
  about: { all: 'Listening sockets', one: 'A listening socket.' },
  entries: ({ sample: { body } }) => (body.kind === 'workers' ? body.workers.sockets : null),
  key: (socket) => socket.name,
  name: (socket) => socket.name,
  fields: SOCKET_FIELDS,
  columns: [
    ['name', 'SOCKET', [24, 36, 48], 'left', 0],
    ['protocol', 'PROTO', [6, 8, 8], 'left', 5],
    ['queue', 'QUEUE/MAX', [9, 10, 10], 'right', 1],
    ['full_ratio', 'FULL', [14, 20, 24], 'left', 2],
    ['peak_queue', 'PEAK', [5, 6, 6], 'right', 4],
    ['full_for_seconds', 'FULL FOR', [8, 8, 8], 'right', 3],
    ['source', 'SOURCE', [6, 8, 8], 'left', 6],
  ],
  firstSort: ['full_ratio', true],
  quickSorts: { busy: 'full_ratio', id: 'name' },
  snapshotFields: 'name protocol queue limit full_ratio peak_queue full_for_seconds',
  empty: 'The server lists no sockets',
});
