import { type Field, field, having } from '../../fields/field.js';
import type { NodeSample } from '../../metrics/sample/sample.js';
import { table, words } from '../table.js';

const NODE_FIELDS: readonly Field<NodeSample>[] = [
  having(
    { looked: 'word' },
    field(
      'key',
      '',
      'text',
      'Domain that the node subscribed to; none for a static node',
      (node) => node.key,
    ),
  ),
  having(
    { tone: 'strong', looked: 'word', json: { type: 'string' } },
    field('name', 'node', 'text', 'Address of the node', (node) => node.name),
  ),
  field('in_flight', 'in', 'count', 'Requests of this router at the node right now', (node) => node.inFlight),
  field('cores', '', 'count', 'Cores that the node announced', (node) => node.cores),
  field(
    'requests_total',
    'req',
    'count',
    'Requests routed to it since it subscribed',
    (node) => node.requestsTotal,
  ),
  field(
    'rps',
    '',
    'per_second',
    'Requests routed to it per second in the last interval',
    (n) => n.requestsPerSecond,
  ),
  field(
    'tx_bytes_per_second',
    'tx',
    'bytes_per_second',
    'Bytes that came from it, in the last interval',
    (n) => n.txBytesPerSecond,
  ),
  field(
    'rx_bytes_per_second',
    'rx',
    'bytes_per_second',
    'Bytes that went to it, in the last interval',
    (n) => n.rxBytesPerSecond,
  ),
  field('load', '', 'count', 'Load that the node announced', (node) => node.load),
  field('weight', '', 'count', 'Its weight in the choice of nodes', (node) => node.weight),
  having(
    { tone: 'trouble' },
    field('failures', 'fail', 'count', 'Times that the router could not reach it', (node) => node.failures),
  ),
  field('last_check_at', 'checked', 'time', 'When it was last heard of', (node) => node.lastCheckMs),
  having(
    { tone: 'mark' },
    field('marked', 'dead', 'flag', 'Whether the router has given it up for now', (node) => node.marked),
  ),
  field(
    'last_failure_at',
    'failed',
    'time',
    'When its failures last grew while tstop watched',
    (node) => node.lastFailureMs,
  ),
  field('modifier1', '', 'id', 'uWSGI plugin that requests are meant for', (node) => node.modifier1),
  field('modifier2', '', 'id', 'Variant of that plugin', (node) => node.modifier2),
  having(
    { tone: 'dim', looked: 'search' },
    field('pid', '', 'id', 'Process id that it announced', (node) => node.pid),
  ),
  having(
    { tone: 'dim' },
    field('uid', '', 'id', 'User that it announced', (node) => node.uid),
  ),
  field('gid', '', 'id', 'Group that it announced', (node) => node.gid),
  having(
    { looked: 'word' },
    field('note', '', 'text', 'What is special about it, in words; empty when all is well', noteOf),
  ),
];

function noteOf({ marked, key, failures, lastFailureMs }: NodeSample): string {
  if (marked === true) return key === null ? 'failed, left out for 30s' : 'given up: marked dead';
  if (lastFailureMs !== null) return 'failing';
  return (failures ?? 0) > 0 ? 'failed before tstop watched' : '';
}

export const NODES = table({
  kind: 'node',
  about: { all: 'Nodes of a router', one: 'A node of a router.' },
  entries: ({ sample: { body } }) => (body.kind === 'router' ? body.router.nodes : null),
  key: (node) => `${node.key ?? ''} ${node.name}`,
  name: (node) => node.name,
  fields: NODE_FIELDS,
  columns: [
    ['key', 'KEY', [18, 22, 28], 'left', 0],
    ['name', 'NODE', [21, 22, 24], 'left', 1],
    ['in_flight', 'IN', [4, 4, 4], 'right', 4],
    ['cores', 'CORES', [6, 6, 6], 'right', 10],
    ['rps', 'RPS', [5, 6, 6], 'right', 3],
    ['requests_total', 'REQ', [6, 6, 6], 'right', 8],
    ['tx_bytes_per_second', 'TX/s', [6, 6, 6], 'right', 9],
    ['rx_bytes_per_second', 'RX/s', [6, 6, 6], 'right', 11],
    ['load', 'LOAD', [5, 5, 5], 'right', 12, 'LOAD', 1],
    ['weight', 'WGHT', [5, 5, 6], 'right', 13, 'WGHT', 1],
    ['failures', 'FAIL', [5, 5, 5], 'right', 5],
    ['last_check_at', 'HEARD', [6, 6, 6], 'right', 6],
    ['marked', 'DEAD', [5, 5, 5], 'left', 7],
    ['note', 'NOTE', [12, 14, 20], 'left', 2],
  ],
  firstSort: ['key', false],
  quickSorts: { busy: 'in_flight', id: 'name', rps: 'rps', errors: 'failures' },
  snapshotFields: words(
    'key name in_flight cores rps requests_total',
    'tx_bytes_per_second rx_bytes_per_second weight failures marked note',
  ),
  empty: 'The router lists no nodes',
});
