import { type Field, field, having } from '../../fields/field.js';
import type { KeySample } from '../../metrics/sample/sample.js';
import { block, words } from '../table.js';

/** Keys that a router routes by and nodes subscribe to, mostly domains. */
const KEY_FIELDS: readonly Field<KeySample>[] = [
  having(
    { tone: 'strong', looked: 'word', json: { type: 'string' } },
    field('name', 'key domain', 'text', 'Key that nodes subscribed to, mostly a domain', (key) => key.key),
  ),
  field('node_count', 'nodes', 'count', 'Nodes that subscribed to it', (key) => key.nodes),
  field('nodes_up', 'up', 'count', 'Nodes that the router has not given up', (key) => key.nodesUp),
  field('requests_total', 'req hits', 'count', 'Requests for the key', (key) => key.requestsTotal),
  field(
    'rps',
    '',
    'per_second',
    'Requests for the key per second in the last interval',
    (key) => key.requestsPerSecond,
  ),
  field('in_flight', 'in', 'count', 'Requests at its nodes right now', (key) => key.inFlight),
  field('cores', '', 'count', 'Cores that its nodes announced', (key) => key.cores),
  field(
    'tx_bytes_per_second',
    'tx',
    'bytes_per_second',
    'Bytes that came from its nodes',
    (key) => key.txBytesPerSecond,
  ),
  field(
    'rx_bytes_per_second',
    'rx',
    'bytes_per_second',
    'Bytes that went to its nodes',
    (key) => key.rxBytesPerSecond,
  ),
  field('sni', '', 'flag', 'Whether its own TLS certificate is served', (key) => key.sniEnabled),
];

export const KEYS = block({
  kind: 'key',
  about: { all: 'Keys of a router, by name', one: 'A key of a router.' },
  entries: ({ sample: { body } }) => (body.kind === 'router' ? body.router.keys : null),
  key: (key) => key.key,
  name: (key) => key.key,
  fields: KEY_FIELDS,
  columns: [
    ['name', 'KEY', [28, 44, 60], 'left', 0],
    ['nodes_up', 'NODES', [7, 7, 7], 'right', 1],
    ['in_flight', 'IN', [4, 4, 4], 'right', 3],
    ['cores', 'CORES', [6, 6, 6], 'right', 7],
    ['rps', 'RPS', [6, 6, 6], 'right', 2],
    ['requests_total', 'REQ', [6, 6, 6], 'right', 4],
    ['tx_bytes_per_second', 'TX/s', [6, 6, 6], 'right', 5],
    ['rx_bytes_per_second', 'RX/s', [6, 6, 6], 'right', 6],
    ['sni', 'SNI', [4, 4, 4], 'left', 8, 'SNI', 1],
  ],
  firstSort: ['name', false],
  quickSorts: { busy: 'in_flight', id: 'name', rps: 'rps' },
  snapshotFields: words(
    'name node_count nodes_up in_flight',
    'cores rps requests_total tx_bytes_per_second rx_bytes_per_second',
  ),
  empty: 'No node has subscribed',
  note: 'NODES counts those that the router has not given up, of all that subscribed.',
  option: 'subscription-server',
  of: 'router',
});
