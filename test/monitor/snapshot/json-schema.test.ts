import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Observation } from '../../../src/monitor/metrics/observation.js';

import { snapshotSchema } from '../../../src/monitor/snapshot/json/schema.js';
import { parseFieldChoice, type Selection } from '../../../src/monitor/snapshot/selection.js';
import { TABLE_VIEWS } from '../../../src/monitor/snapshot/views.js';

import { projectRoot } from '../../fixtures.js';
import { CAPTURED, observed, rendered, SERIES, snapshotOf, watchedSeries } from './snapshots.js';

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly description?: string; readonly $ref?: string }>>;
}

interface Schema extends ObjectSchema {
  readonly $defs: Readonly<Record<string, ObjectSchema>>;
}

const schemaPath = join(projectRoot, 'src/monitor/snapshot/json/tstop-1.schema.json');
const schemaText = readFileSync(schemaPath, 'utf8');
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

test('the schema is made of the tables; UPDATE_GOLDEN=1 and `npm run format` write it', () => {
  const made = `${JSON.stringify(snapshotSchema(), null, 2)}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(schemaPath, made);
  else assert.equal(`${JSON.stringify(schema, null, 2)}\n`, made);
});

test('every property of the schema is described', () => {
  for (const [name, { properties }] of Object.entries({ ...schema.$defs, document: schema })) {
    for (const [property, { description, $ref }] of Object.entries(properties)) {
      assert.ok(description !== undefined || $ref !== undefined, `${name}.${property}`);
    }
  }
});
