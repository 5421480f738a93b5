import type { NodeSample } from '../metrics/sample.js';
import { type Field, type FieldValue, field, type Unit } from './field.js';
import type { NodeRow } from './row.js';

export const NODE_FIELDS: readonly Field<NodeRow>[] = [
  of('key', '', 'text', 'Domain that the node subscribed to; none for a static node', (node) => node.key),
  of('name', 'node', 'text', 'Address of the node', (node) => node.name),
  of('in_flight', 'in', 'count', 'Requests of this router at the node right now', (node) => node.inFlight),
  of('cores', '', 'count', 'Cores that the node announced', (node) => node.cores),
  of(
    'requests_total',
    'req',
    'count',
    'Requests routed to it since it subscribed',
    (node) => node.requestsTotal,
  ),
  of(
    'rps',
    '',
    'per_second',
    'Requests routed to it per second in the last interval',
    (n) => n.requestsPerSecond,
  ),
  of(
    'tx_bytes_per_second',
    'tx',
    'bytes_per_second',
    'Bytes the router sent for it',
    (n) => n.txBytesPerSecond,
  ),
  of(
    'rx_bytes_per_second',
    'rx',
    'bytes_per_second',
    'Bytes the router received for it',
    (n) => n.rxBytesPerSecond,
  ),
  of('load', '', 'count', 'Load that the node announced', (node) => node.load),
  of('weight', '', 'count', 'Its weight in the choice of nodes', (node) => node.weight),
  of('failures', 'fail', 'count', 'Times that the router could not reach it', (node) => node.failures),
  of('last_check_at', 'checked', 'time', 'When it was last heard of', (node) => node.lastCheckMs),
  of('marked', 'dead', 'flag', 'Whether the router has given it up for now', (node) => node.marked),
];

function of(
  name: string,
  aliases: string,
  unit: Unit,
  about: string,
  value: (node: NodeSample) => FieldValue,
): Field<NodeRow> {
  return field(name, aliases, unit, about, (row) => value(row.node));
}
