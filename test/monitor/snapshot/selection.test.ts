import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilter } from '../../../src/monitor/filter/parser.js';
import { chooseFields, unknownName } from '../../../src/monitor/snapshot/choose-fields.js';
import { fieldHeadsOf } from '../../../src/monitor/snapshot/dictionary.js';
import {
  EVERYTHING,
  isForOneTable,
  parseFieldChoice,
  parseSortKeys,
  type Selection,
} from '../../../src/monitor/snapshot/selection.js';
import { TABLE_VIEWS, type TableView } from '../../../src/monitor/snapshot/views.js';
import { observed, rendered, snapshotOf } from './snapshots.js';

const FIELD_CHOICES: readonly (readonly [text: string, names: string])[] = [
  ['uri', 'uri'],
  ['uri,slot', 'uri,slot'],
  ['lat,busy', 'latency_seconds,busy_ratio'],
  ['URI', 'uri'],
  ['uri,uri,-slot', 'uri'],
  ['+uri', 'slot,pid,uri'],
  ['-pid', 'slot'],
  ['+uri,-slot', 'pid,uri'],
  ['+pid', 'slot,pid'],
  ['rps,+uri,-rps', 'uri'],
  [' rps , uri ', 'rps,uri'],
  [',,', 'slot,pid'],
];

for (const [text, names] of FIELD_CHOICES) {
  test(`--fields "${text}" on top of slot,pid means ${names}`, () => {
    const chosen = chooseFields(fieldHeadsOf('workers'), parseFieldChoice(text), ['slot', 'pid']);
    assert.equal(chosen.map((field) => field.name).join(','), names);
  });
}

test('sort keys name a field and a direction', () => {
  assert.deepEqual(parseSortKeys('rps,-age, +slot'), [
    { field: 'rps', descending: false },
    { field: 'age', descending: true },
    { field: 'slot', descending: false },
  ]);
  assert.deepEqual(parseSortKeys(' ,-'), []);
});

async function slots(
  name: string,
  selection: Partial<Selection>,
  view: TableView = 'workers',
): Promise<string> {
  const field = view === 'workers' ? 'slot' : 'worker,core';
  const fields = parseFieldChoice(field);
  const snapshot = snapshotOf(observed(name), { ...selection, view, fields });
  const text = await rendered('tsv', snapshot, { headers: false });
  return text.trimEnd().replaceAll('\t', '.').replaceAll('\n', ' ');
}

test('rows are sorted by several fields, unknown ones last in both directions', async () => {
  const name = 'cheaper-6-2-scaled-down';
  assert.equal(await slots(name, {}), '1 2 3 4 5 6');
  assert.equal(await slots(name, { sort: parseSortKeys('-requests_total,-slot') }), '2 1 4 3 6 5');
  assert.equal(await slots(name, { sort: parseSortKeys('pid') }), '2 3 4 5 6 1');
  assert.equal(await slots(name, { sort: parseSortKeys('-pid') }), '6 5 4 3 2 1');
  assert.equal(await slots(name, { sort: parseSortKeys('state,-slot') }), '2 1 6 5 4 3');
});

function filterFor(text: string, view: TableView): Partial<Selection> {
  const parsed = parseFilter(text, fieldHeadsOf(view));
  assert.ok(parsed.ok, text);
  return { filter: parsed.expression };
}

test('a filter looks at any field of the view, shown or not', async () => {
  assert.equal(await slots('cheaper-6-2-scaled-down', filterFor('state=idle', 'workers')), '3 4 5 6');
  assert.equal(await slots('plain-4x2-busy', filterFor('age>5s', 'workers')), '1 4');
  assert.equal(
    await slots('plain-4x2-busy', filterFor('uri~user=[01] and environ~REQUEST', 'requests'), 'requests'),
    '1.1 4.1',
  );
  assert.equal(await slots('plain-4x2-busy', filterFor('uri~nowhere', 'requests'), 'requests'), '');
});

test('--top cuts after filter and order', async () => {
  const selection = { ...filterFor('state=idle', 'workers'), sort: parseSortKeys('-slot'), top: 2 };
  assert.equal(await slots('cheaper-6-2-scaled-down', selection), '6 5');
});

test('a filter of the totals decides whether the reading is written at all', async () => {
  const busy = { view: 'overview', ...filterFor('in_flight>5', 'overview') } as const;
  assert.equal(
    'totals' in JSON.parse(await rendered('json', snapshotOf(observed('plain-4x2-busy'), busy))),
    false,
  );
  assert.equal(
    'totals' in JSON.parse(await rendered('json', snapshotOf(observed('plain-4x2-saturated'), busy))),
    true,
  );
});

test('names that a view does not have are found, with the nearest that it has', () => {
  const of = (fields: string, sort: string) => ({
    ...EVERYTHING,
    fields: parseFieldChoice(fields),
    sort: parseSortKeys(sort),
  });
  assert.equal(unknownName(of('slot', '-rps'), 'workers'), null);
  assert.deepEqual(unknownName(of('slot,+rpx', ''), 'workers'), { name: 'rpx', nearest: ['rps'] });
  assert.equal(unknownName(of('slot', '-agee'), 'workers')?.name, 'agee');
  assert.equal(unknownName(of('slot', ''), 'sockets')?.name, 'slot');
});

test('everything is for every table, anything else is for one', () => {
  assert.equal(isForOneTable(EVERYTHING), false);
  assert.equal(isForOneTable({ ...EVERYTHING, top: 1 }), true);
  assert.equal(isForOneTable({ ...EVERYTHING, tree: true }), true);
  assert.equal(isForOneTable({ ...EVERYTHING, sort: parseSortKeys('rps') }), true);
});

test('every view names each of its fields once and can be told when', () => {
  for (const view of TABLE_VIEWS) {
    const names = fieldHeadsOf(view).map((field) => field.name);
    assert.equal(new Set(names).size, names.length, view);
    assert.equal(names[0], 'time', view);
  }
});
