import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonText } from '../../../src/monitor/snapshot/json/text.js';
import { isoTime, jsonValue } from '../../../src/monitor/snapshot/json-value.js';
import { parseFieldChoice, parseSortKeys, type Selection } from '../../../src/monitor/snapshot/selection.js';
import { CAPTURED, observed, observedSeries, rendered, snapshotOf } from './snapshots.js';

type Json = Readonly<Record<string, unknown>>;

async function documentOf(name: string, selection: Partial<Selection> = {}, times = 1): Promise<Json> {
  return JSON.parse(await rendered('json', snapshotOf(observed(name, times), selection)));
}

function rowsOf(document: Json, part: string): readonly Json[] {
  const rows = document[part];
  assert.ok(Array.isArray(rows), `${part} is no list`);
  return rows;
}

test('a first reading has no rates: null, never 0', async () => {
  const document = await documentOf('plain-4x2-busy');
  const totals = document['totals'] as Json;
  assert.equal(document['interval_seconds'], null);
  assert.deepEqual([totals['rps'], totals['busy_ratio'], totals['latency_seconds']], [null, null, null]);
  assert.equal(rowsOf(document, 'workers')[0]?.['rps'], null);
});

test('a second reading has rates', async () => {
  const totals = JSON.parse(await rendered('json', snapshotOf(observedSeries('plain-4x2', 24))))['totals'];
  assert.equal(typeof totals.rps, 'number');
  assert.ok(totals.rps > 0 && totals.busy_ratio > 0, JSON.stringify(totals));
});

test('without cores in the reply cores are unknown, not an empty list', async () => {
  const document = await documentOf('no-cores-2x2-busy');
  assert.deepEqual(
    rowsOf(document, 'workers').map((worker) => worker['cores']),
    [null, null],
  );
});

test('the parts follow the document that the server sends', async () => {
  const partsOf = async (name: string) => Object.keys(await documentOf(name)).slice(5);
  assert.deepEqual(await partsOf('plain-4x2-idle'), [
    'totals',
    'sockets',
    'workers',
    'apps',
    'requests',
    'routes',
    'locks',
    'events',
  ]);
  assert.deepEqual(await partsOf('blocks-after'), [
    'totals',
    'sockets',
    'workers',
    'apps',
    'requests',
    'routes',
    'caches',
    'spoolers',
    'crons',
    'daemons',
    'metrics',
    'locks',
    'events',
  ]);
  assert.deepEqual(await partsOf('emperor-later'), ['emperor', 'vassals', 'events']);
  assert.deepEqual(await partsOf('fastrouter-subscribed'), ['router', 'nodes', 'keys', 'events']);
  assert.deepEqual(await partsOf('sslrouter'), ['router', 'nodes', 'events']);
  assert.deepEqual(await partsOf('tuntap-router'), ['peers', 'events']);
});

test('a view leaves the head and one part', async () => {
  const document = await documentOf('plain-4x2-busy', { view: 'requests' });
  assert.deepEqual(Object.keys(document), [
    'schema',
    'time',
    'interval_seconds',
    'target',
    'verdict',
    'requests',
  ]);
});

test('fields, order and number of rows are those asked for', async () => {
  const document = await documentOf('plain-4x2-busy', {
    fields: parseFieldChoice('wid,req'),
    sort: parseSortKeys('-requests_total'),
    top: 2,
  });
  assert.deepEqual(document['workers'], [
    { slot: 4, requests_total: 15 },
    { slot: 3, requests_total: 14 },
  ]);
});

test('a view that the document does not have is left out', async () => {
  const document = await documentOf('emperor-later', { view: 'workers' });
  assert.equal('workers' in document, false);
});

test('requests carry their variables as an object', async () => {
  const [request] = rowsOf(await documentOf('plain-4x2-busy'), 'requests');
  const environ = request?.['environ'] as Json;
  assert.equal(environ['REQUEST_METHOD'], 'GET');
  assert.equal(environ['REQUEST_URI'], request?.['uri']);
});

test('one snapshot is one line and one document', async () => {
  for (const name of CAPTURED) {
    const text = await rendered('ndjson', snapshotOf(observed(name)));
    assert.equal(text.indexOf('\n'), text.length - 1, name);
    assert.doesNotThrow(() => JSON.parse(text), name);
  }
});

test('what a terminal would obey is escaped, and nothing is lost', () => {
  const hostile = { '\u009b31m': 'a\u001b]0;x\u0007b\u007f\u0085\u202e\u2028\ufeff\u{e0001}é漢🙂' };
  const text = jsonText(hostile, false);
  assert.match(text, /^[^\u0000-\u001f\u007f-\u009f\u202e\u2028\ufeff]*$/);
  assert.deepEqual(JSON.parse(text), hostile);
  assert.ok(text.includes('é漢🙂'), 'honest text stays readable');
});

test('values have no meaningless digits and no infinities', () => {
  assert.equal(jsonValue(1 / 3, 'ratio'), 0.3333);
  assert.equal(jsonValue(0.1234567891, 'seconds'), 0.123457);
  assert.equal(jsonValue(1234.5678, 'bytes_per_second'), 1235);
  assert.equal(jsonValue(Number.POSITIVE_INFINITY, 'count'), null);
  assert.equal(jsonValue(Number.NaN, 'ratio'), null);
  assert.equal(jsonValue(2 ** 60, 'bytes'), 2 ** 60);
});

test('times are ISO 8601, or unknown where ISO 8601 ends', () => {
  assert.equal(isoTime(1_795_361_400_000), '2026-11-22T15:30:00Z');
  assert.equal(isoTime(1_795_361_400_123), '2026-11-22T15:30:00.123Z');
  assert.equal(isoTime(null), null);
  assert.equal(isoTime(1e18), null);
  assert.equal(isoTime(Number.NaN), null);
});
