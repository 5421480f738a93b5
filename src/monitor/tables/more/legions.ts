import { type Field, field, having } from '../../fields/field.js';
import { LEGION_STATES, type LegionSample } from '../../metrics/sample/block-samples.js';
import { formatAge } from '../../text/format.js';
import { block } from '../table.js';

const LEGION_FIELDS: readonly Field<LegionSample>[] = [
  having(
    { tone: 'strong', looked: 'word', json: { type: 'string' } },
    field('name', 'legion', 'text', 'Name of the legion', (legion) => legion.name),
  ),
  having(
    { tone: 'state', looked: 'word', json: { enum: LEGION_STATES } },
    field(
      'state',
      'st',
      'text',
      'What this node is: lord, member (another node is the lord) or no lord',
      (legion) => legion.state,
    ),
  ),
  field('lord_since', 'since', 'time', 'Since when this node is the lord', (legion) => legion.lordSinceMs),
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
  having(
    { tone: 'strong', looked: 'word' },
    field('address', 'addr', 'text', 'Address that this node listens on', (legion) => legion.address),
  ),
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

export const LEGIONS = block({
  kind: 'legion',
  about: { all: 'Legions', one: 'A legion.' },
  entries: ({ sample: { body } }) => (body.kind === 'workers' ? body.workers.blocks.legions : null),
  key: (legion) => legion.name,
  name: (legion) => legion.name,
  fields: LEGION_FIELDS,
  columns: [
    ['name', 'LEGION', [14, 20, 28], 'left', 0],
    ['state', 'ST', [7, 7, 7], 'left', 1],
    ['valor', 'VALOR', [5, 6, 6], 'right', 2],
    ['lord_valor', 'LORD', [5, 6, 6], 'right', 3],
    ['quorum', 'QUORUM', [6, 6, 6], 'right', 5],
    ['node_count', 'NODES', [5, 5, 5], 'right', 6],
    ['member_count', 'SEEN', [4, 4, 4], 'right', 7],
    ['address', 'ADDRESS', [18, 22, 28], 'left', 8, 'ADDRESS', 1],
    ['members', 'MEMBERS', [20, 24, 40], 'left', 4],
  ],
  firstSort: ['name', false],
  quickSorts: { id: 'name' },
  snapshotFields: 'name state valor lord_valor quorum node_count member_count address members',
  empty: 'The stats list no legions: set the option legion',
  note: 'The node with the highest valor is the lord, once enough of them agree.',
  option: 'legion',
  of: 'workers',
});
