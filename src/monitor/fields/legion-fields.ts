import type { LegionSample } from '../metrics/sample/block-samples.js';
import { formatAge } from '../text/format.js';
import { type Field, field } from './field.js';

export const LEGION_FIELDS: readonly Field<LegionSample>[] = [
  field('name', 'legion', 'text', 'Name of the legion', (legion) => legion.name),
  field(
    'state',
    'st',
    'text',
    'What this node is: lord, member (another node is the lord) or no lord',
    (legion) => legion.state,
  ),
  field('lord_since', 'lord', 'time', 'Since when this node is the lord', (legion) => legion.lordSinceMs),
  field('valor', '', 'count', 'Valor of this node; the highest becomes the lord', (legion) => legion.valor),
  field('lord_valor', '', 'count', 'Valor of the lord', (legion) => legion.lordValor),
  field('quorum', '', 'count', 'Votes that it takes to elect a lord', (legion) => legion.quorum),
  field('node_count', 'nodes', 'count', 'Other nodes that are configured', (legion) => legion.nodes.length),
  field(
    'member_count',
    'count',
    'count',
    'Other nodes that are heard of',
    (legion) => legion.members?.length ?? null,
  ),
  field('address', 'addr', 'text', 'Address that this node listens on', (legion) => legion.address),
  field('uuid', '', 'text', 'Identity of this node', (legion) => legion.uuid),
  field('lord_uuid', '', 'text', 'Identity of the lord', (legion) => legion.lordUuid),
  field('checksum', '', 'id', 'Checksum of the votes', (legion) => legion.checksum),
  field('node_addresses', '', 'text', 'Addresses of the other nodes that are configured', (legion) =>
    legion.nodes.join(' '),
  ),
  field('members', '', 'text', 'The other nodes that are heard of: name, valor and when last', membersText),
];

/** `vm valor 99 seen 2s ago`. */
function membersText({ members }: LegionSample): string | null {
  if (members === null) return null;
  return members
    .map(({ name, valor, lastSeenSeconds }) => {
      const seen = lastSeenSeconds === null ? '' : ` seen ${formatAge(lastSeenSeconds)} ago`;
      return `${name} valor ${valor ?? '?'}${seen}`;
    })
    .join(', ');
}
