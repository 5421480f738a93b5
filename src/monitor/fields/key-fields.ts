import type { KeySample } from '../metrics/sample/sample.js';
import { type Field, field } from './field.js';

/** What a router routes by: the keys that nodes subscribe to, mostly domains. */
export const KEY_FIELDS: readonly Field<KeySample>[] = [
  field('name', 'key domain', 'text', 'Key that nodes subscribed to, mostly a domain', (key) => key.key),
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
