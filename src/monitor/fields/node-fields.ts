import type { NodeSample } from '../metrics/sample/sample.js';
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
    'Bytes that came from it, in the last interval',
    (n) => n.txBytesPerSecond,
  ),
  of(
    'rx_bytes_per_second',
    'rx',
    'bytes_per_second',
    'Bytes that went to it, in the last interval',
    (n) => n.rxBytesPerSecond,
  ),
  of('load', '', 'count', 'Load that the node announced', (node) => node.load),
  of('weight', '', 'count', 'Its weight in the choice of nodes', (node) => node.weight),
  of('failures', 'fail', 'count', 'Times that the router could not reach it', (node) => node.failures),
  of('last_check_at', 'checked', 'time', 'When it was last heard of', (node) => node.lastCheckMs),
  of('marked', 'dead', 'flag', 'Whether the router has given it up for now', (node) => node.marked),
  of(
    'last_failure_at',
    'failed',
    'time',
    'When its failures last grew while tstop watched',
    (node) => node.lastFailureMs,
  ),
  of('modifier1', '', 'id', 'uWSGI plugin that requests are meant for', (node) => node.modifier1),
  of('modifier2', '', 'id', 'Variant of that plugin', (node) => node.modifier2),
  of('pid', '', 'id', 'Process id that it announced', (node) => node.pid),
  of('uid', '', 'id', 'User that it announced', (node) => node.uid),
  of('gid', '', 'id', 'Group that it announced', (node) => node.gid),
  of('note', '', 'text', 'What is special about it, in words; empty when all is well', noteOf),
];

function noteOf({ marked, key, failures, lastFailureMs }: NodeSample): string {
  if (marked === true) return key === null ? 'failed, left out for 30s' : 'given up: marked dead';
  if (lastFailureMs !== null) return 'failing';
  return (failures ?? 0) > 0 ? 'failed before tstop watched' : '';
}

function of(
  name: string,
  aliases: string,
  unit: Unit,
  about: string,
  value: (node: NodeSample) => FieldValue,
): Field<NodeRow> {
  return field(name, aliases, unit, about, (row) => value(row.node));
}
