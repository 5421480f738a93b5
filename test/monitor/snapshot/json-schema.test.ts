import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Observation } from '../../../src/monitor/metrics/observation.js';
import { fieldHeadsOf } from '../../../src/monitor/snapshot/dictionary.js';
import { HEAD_FIELDS } from '../../../src/monitor/snapshot/json-document.js';
import { parseFieldChoice, type Selection } from '../../../src/monitor/snapshot/selection.js';
import { TABLE_VIEWS, type TableView } from '../../../src/monitor/snapshot/views.js';
import { projectRoot } from '../../fixtures.js';
import { CAPTURED, observed, rendered, SERIES, snapshotOf, watchedSeries } from './snapshots.js';

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly description?: string; readonly $ref?: string }>>;
}

interface Schema extends ObjectSchema {
  readonly $defs: Readonly<Record<string, ObjectSchema>>;
}

const schemaText = readFileSync(join(projectRoot, 'src/monitor/snapshot/tstop-1.schema.json'), 'utf8');
const schema: Schema = JSON.parse(schemaText);
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

async function assertValid(observation: Observation, selection: Partial<Selection> = {}): Promise<void> {
  const document: unknown = JSON.parse(await rendered('json', snapshotOf(observation, selection)));
  assert.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 3)));
}

for (const name of CAPTURED) {
  test(`the JSON of ${name} keeps to the schema`, async () => {
    await assertValid(observed(name, 1));
    await assertValid(observed(name, 2));
    for (const view of TABLE_VIEWS) await assertValid(observed(name, 2), { view });
  });
}

for (const name of SERIES) {
  test(`the JSON of every moment of the series ${name} keeps to the schema`, async () => {
    for (const observation of watchedSeries(name)) await assertValid(observation);
  });
}

test('chosen fields keep to the schema', async () => {
  const observation = observed('size-4x2-busy', 2);
  await assertValid(observation, { fields: parseFieldChoice('slot,cores,uri') });
  await assertValid(observation, { view: 'requests', fields: parseFieldChoice('time,environ') });
  await assertValid(observation, { view: 'overview', fields: parseFieldChoice('time,rps,queue') });
});

test('the schema refuses what is not in it', () => {
  const document = { schema: 'tstop/1', time: '2026-11-22T15:30:00Z', interval_seconds: null };
  assert.equal(validate(document), false, 'no target');
  assert.equal(validate({ ...document, target: {}, verdict: {} }), false, 'empty target');
});

const DEFINITIONS: Readonly<Record<TableView, string>> = {
  overview: 'totals',
  workers: 'worker',
  cores: 'core',
  requests: 'request',
  routes: 'route',
  sockets: 'socket',
  apps: 'app',
  events: 'event',
  vassals: 'vassal',
  nodes: 'node',
  keys: 'key',
  caches: 'cache',
  spoolers: 'spooler',
  crons: 'cron',
  daemons: 'daemon',
  metrics: 'metric',
  legions: 'legion',
  locks: 'lock',
  peers: 'peer',
};

for (const view of TABLE_VIEWS) {
  test(`the schema has the fields of ${view}, in order and in the dictionary's words`, () => {
    const heads = fieldHeadsOf(view).filter((field) =>
      view === 'overview' ? !HEAD_FIELDS.has(field.name) : field.name !== 'time',
    );
    const properties = schema.$defs[DEFINITIONS[view]]?.properties ?? {};
    assert.deepEqual(
      Object.entries(properties).map(([name, { description }]) => [name, description]),
      heads.map((field) => [field.name, field.about]),
    );
  });
}

test('every property of the schema is described', () => {
  for (const [name, { properties }] of Object.entries({ ...schema.$defs, document: schema })) {
    for (const [property, { description, $ref }] of Object.entries(properties)) {
      assert.ok(description !== undefined || $ref !== undefined, `${name}.${property}`);
    }
  }
});
