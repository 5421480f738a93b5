import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Field, Unit } from '../../../src/monitor/fields/field.js';
import { fieldNamed, nearestNames } from '../../../src/monitor/fields/field-lookup.js';
import { OVERVIEW_FIELDS } from '../../../src/monitor/fields/overview-fields.js';
import { ROUTE_FIELDS } from '../../../src/monitor/fields/route-fields.js';
import { TABLES } from '../../../src/monitor/tables/tables.js';
import { WORKER_FIELDS } from '../../../src/monitor/tables/worker-fields.js';

type Entry = Pick<Field<never>, 'name' | 'aliases' | 'unit' | 'about'>;

const FIELD_LISTS: Readonly<Record<string, readonly Entry[]>> = {
  worker: WORKER_FIELDS,
  route: ROUTE_FIELDS,
  overview: OVERVIEW_FIELDS,
  ...Object.fromEntries(Object.entries(TABLES).map(([name, { fields }]) => [name, fields])),
};

/** Suffixes of names, so that nobody needs to look the unit up. */
const SUFFIXES: Partial<Record<Unit, RegExp>> = {
  seconds: /_seconds$/,
  bytes: /_bytes(_total)?$/,
  bytes_per_second: /_bytes_per_second$/,
  bytes_per_hour: /_bytes_per_hour$/,
  ratio: /_ratio$/,
  time: /^time$|_at$|_since$/,
  per_second: /^rps$|_rps$|_per_second$/,
};

for (const [table, fields] of Object.entries(FIELD_LISTS)) {
  test(`no two ${table} fields answer to the same word`, () => {
    const words = fields.flatMap((field) => [field.name, ...field.aliases]);
    assert.deepEqual(
      words.filter((word, index) => words.indexOf(word) !== index),
      [],
    );
    for (const word of words) assert.match(word, /^[a-z][a-z0-9_]*$/);
  });

  test(`${table} fields carry their unit in the name and one sentence without a full stop`, () => {
    for (const field of fields) {
      const suffix = SUFFIXES[field.unit];
      if (suffix !== undefined) assert.match(field.name, suffix);
      assert.match(field.about, /^[A-Za-z].*[^.\s]$/, field.name);
    }
  });
}

test('every short name of the filter language is known for workers', () => {
  const words =
    'id pid state in busy rps lat age max req dreq exc werr rerr sig hk respawn rss uss pss rssrate tx up uri method client host app status';
  for (const word of words.split(' ')) assert.notEqual(fieldNamed(WORKER_FIELDS, word), null, word);
});

test('a name wins over the same word as a short name, and case does not matter', () => {
  assert.equal(fieldNamed(WORKER_FIELDS, 'LAT')?.name, 'latency_seconds');
  assert.equal(fieldNamed(WORKER_FIELDS, 'Latency_Seconds')?.name, 'latency_seconds');
  assert.equal(fieldNamed(TABLES.apps.fields, 'id')?.name, 'id');
  assert.equal(fieldNamed(WORKER_FIELDS, 'nonsense'), null);
});

test('a mistyped name finds the one that was meant', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['bsy', 'busy'],
    ['bussy', 'busy'],
    ['latency', 'latency_seconds'],
    ['harakri', undefined],
    ['harakiri', 'harakiri_total'],
    ['requests_totl', 'requests_total'],
    ['RSS_BYTE', 'rss_bytes'],
    ['xyzzy', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ];
  for (const [word, nearest] of cases)
    assert.equal(nearestNames(word, WORKER_FIELDS)[0], nearest, word.slice(0, 20));
});
