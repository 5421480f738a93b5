/** The JSON Schema of snapshots, made of the tables: `tstop-1.schema.json` is what comes out. */

import { isEntryTable, TABLES } from '../../tables/tables.js';
import type { FieldHead } from '../dictionary.js';
import { fieldHeadsOf } from '../dictionary.js';
import type { TableView } from '../views.js';
import { HEAD_FIELDS, SCHEMA_NAME } from './document.js';
import { SCHEMA_HEADS, TIME_PATTERN } from './schema-heads.js';

type JsonSchema = Readonly<Record<string, unknown>>;

export function snapshotSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'tstop-1.schema.json',
    title: 'Snapshot of tstop',
    description:
      'What `tstop ADDRESS --once -F json` prints, and each line of `-F ndjson` and of `-b -F json`. Units stand in the names; null is unknown, never 0. Which of the parts are there depends on the document that the server sends and on --view. Text is as the server sent it, and so as hostile as whoever sends it requests.',
    type: 'object',
    additionalProperties: false,
    required: ['schema', 'time', 'interval_seconds', 'target', 'verdict'],
    properties: {
      ...documentHead(),
      ...Object.fromEntries(LISTS.map((view) => [view, listOf(view)])),
    },
    $defs: {
      ...SCHEMA_HEADS,
      ...Object.fromEntries(DEFINITIONS.map((view) => [definitionName(view), definition(view)])),
    },
  };
}

/** In the order of the document. */
const LISTS: readonly TableView[] = [
  'sockets',
  'workers',
  'cores',
  'apps',
  'caches',
  'spoolers',
  'crons',
  'daemons',
  'metrics',
  'legions',
  'locks',
  'requests',
  'events',
  'routes',
  'vassals',
  'nodes',
  'keys',
  'peers',
];

const DEFINITIONS: readonly TableView[] = [
  'overview',
  'sockets',
  'workers',
  'cores',
  'apps',
  'routes',
  'requests',
  'events',
  'vassals',
  'nodes',
  'peers',
  'keys',
  'caches',
  'spoolers',
  'crons',
  'daemons',
  'metrics',
  'legions',
  'locks',
];

/** Parts that are no table of the screen, or more than one. */
const OWN: Readonly<
  Partial<Record<TableView, { readonly name: string; readonly all: string; readonly one: string }>>
> = {
  overview: { name: 'totals', all: '', one: 'The server as a whole.' },
  workers: { name: 'worker', all: 'Workers, in the order of the server', one: 'A worker.' },
  cores: {
    name: 'core',
    all: 'Cores of all workers, if --view cores asked for them',
    one: 'A core (thread or async core). slot and pid are there in --view cores only, where cores stand outside their workers.',
  },
  routes: {
    name: 'route',
    all: 'Routes by their sampled share of the time of the last five minutes',
    one: 'Requests to one endpoint.',
  },
};

function documentHead(): JsonSchema {
  return {
    schema: {
      description:
        'Name and version of this contract; properties may be added within a version, nothing is renamed or taken away',
      const: SCHEMA_NAME,
    },
    time: {
      description: 'When the last byte of the reading arrived, by the clock of tstop',
      type: 'string',
      pattern: TIME_PATTERN,
    },
    interval_seconds: {
      description:
        'Time that rates and ratios are taken over; null when there was one reading only, and after a full reload of the server: then they are null too',
      type: ['number', 'null'],
      minimum: 0,
    },
    target: reference('target'),
    verdict: reference('verdict'),
    emperor: reference('emperor'),
    router: reference('router'),
    totals: reference('totals'),
  };
}

function listOf(view: TableView): JsonSchema {
  return { description: aboutOf(view).all, type: 'array', items: reference(definitionName(view)) };
}

function definition(view: TableView): JsonSchema {
  const heads = fieldHeadsOf(view).filter(({ name }) =>
    view === 'overview' ? !HEAD_FIELDS.has(name) : name !== 'time',
  );
  return {
    description: `${aboutOf(view).one}${REST}`,
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      heads.map((head) => [head.name, { description: head.about, ...typeOf(head) }]),
    ),
  };
}

const REST = ' All properties are there, unless some were chosen with --fields.';

function reference(name: string): JsonSchema {
  return { $ref: `#/$defs/${name}` };
}

function definitionName(view: TableView): string {
  return OWN[view]?.name ?? (isEntryTable(view) ? TABLES[view].kind : view);
}

function aboutOf(view: TableView): { readonly all: string; readonly one: string } {
  return OWN[view] ?? (isEntryTable(view) ? TABLES[view].about : { all: '', one: '' });
}

/** By the unit, unless the field says better. */
function typeOf({ unit, words, json }: FieldHead): JsonSchema {
  if (json !== undefined) return json;
  if (words !== undefined) return { enum: words };
  switch (unit) {
    case 'text':
      return { type: ['string', 'null'] };
    case 'flag':
      return { type: ['boolean', 'null'] };
    case 'id':
      return { type: ['integer', 'null'] };
    case 'time':
      return { type: ['string', 'null'], pattern: TIME_PATTERN };
    case 'bytes_per_hour':
      return { type: ['number', 'null'] };
    case 'count':
    case 'per_second':
    case 'seconds':
    case 'bytes':
    case 'bytes_per_second':
    case 'ratio':
      return { type: ['number', 'null'], minimum: 0 };
  }
}
