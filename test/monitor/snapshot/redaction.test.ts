import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Observation, observe } from '../../../src/monitor/metrics/observation.js';
import { DEFAULT_THRESHOLDS } from '../../../src/monitor/metrics/sample/thresholds.js';
import { FORMAT_NAMES, type FormatName } from '../../../src/monitor/snapshot/formats.js';
import { parseFieldChoice, type Selection } from '../../../src/monitor/snapshot/selection.js';
import { TABLE_VIEWS } from '../../../src/monitor/snapshot/views.js';
import { readingOf, rendered, snapshotOf } from './snapshots.js';

/** The captured reply with what no capture has: credentials in headers. */
function withCredentials(): Observation {
  const { document, ...reading } = readingOf('size-4x2-busy');
  assert.ok(document.kind === 'workers');
  const extra = ['HTTP_AUTHORIZATION=Basic c2VjcmV0OnNlY3JldA==', 'HTTP_X_API_KEY=key-4711-0815'];
  const workers = document.workers.map((worker) => ({
    ...worker,
    cores: (worker.cores ?? []).map((core) => ({ ...core, vars: [...(core.vars ?? []), ...extra] })),
  }));
  return observe(null, { ...reading, document: { ...document, workers } }, DEFAULT_THRESHOLDS);
}

const observation = withCredentials();

/** The values of all cookies and authorization headers in it. */
const SECRETS = secretsIn();

test('there are secrets to find', () => {
  assert.equal(SECRETS.length, 3);
  assert.ok(SECRETS.every((secret) => secret.length > 8));
});

for (const format of FORMAT_NAMES) {
  test(`no secret is in ${format}`, async () => {
    for (const text of await everythingIn(format, false)) {
      for (const secret of SECRETS) assert.equal(text.includes(secret), false, secret);
    }
  });
}

for (const format of ['json', 'ndjson'] as const) {
  test(`--reveal shows the secrets in ${format}`, async () => {
    const [text = ''] = await everythingIn(format, true);
    for (const secret of SECRETS) assert.ok(text.includes(JSON.stringify(secret).slice(1, -1)), secret);
  });
}

for (const format of ['tsv', 'wide'] as const) {
  test(`--reveal shows the secrets in ${format}, where the variables are asked for`, async () => {
    const selection = { view: 'requests', fields: parseFieldChoice('environ') } as const;
    const text = await rendered(format, snapshotOf(observation, selection), { reveal: true });
    for (const secret of SECRETS) assert.ok(text.includes(secret), secret);
  });
}

test('a redacted variable says so', async () => {
  const document = JSON.parse(await rendered('json', snapshotOf(observation)));
  const { environ } = document.requests[0];
  assert.equal(environ.HTTP_COOKIE, '[redacted]');
  assert.notEqual(environ.HTTP_USER_AGENT, '[redacted]');
});

async function everythingIn(format: FormatName, reveal: boolean): Promise<readonly string[]> {
  const views = TABLE_VIEWS.map((view): Partial<Selection> => ({ view }));
  const environ = { view: 'requests', fields: parseFieldChoice('environ') } as const;
  const selections: readonly Partial<Selection>[] = [{}, { view: 'all' }, ...views, environ];
  return Promise.all(
    selections.map((selection) => rendered(format, snapshotOf(observation, selection), { reveal })),
  );
}

function secretsIn(): readonly string[] {
  const { body } = observation.sample;
  assert.ok(body.kind === 'workers');
  const values = body.workers.requests.flatMap((request) =>
    request.vars
      .filter((variable) => /^HTTP_(COOKIE|AUTHORIZATION|X_API_KEY)=/.test(variable))
      .map((variable) => variable.slice(variable.indexOf('=') + 1)),
  );
  return [...new Set(values)];
}
