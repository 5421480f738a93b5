import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tsgiStatsFrom } from '../../src/stats/tsgi-block.js';

const block = {
  latency_buckets: [
    [103, 2],
    [127, 4],
  ],
  routes: [{ route: 'GET /users/:id', requests: 6, running_time: 1200 }],
};

test('counts of durations and routes of the bundled server', () => {
  assert.deepEqual(tsgiStatsFrom({ tsgi: block }), block);
  assert.deepEqual(tsgiStatsFrom({ tsgi: {} }), { latency_buckets: [], routes: [] });
});

test('other servers have none', () => {
  for (const tsgi of [undefined, null, 1, 'x', [], [block]]) assert.equal(tsgiStatsFrom({ tsgi }), null);
});

const wrongBuckets: readonly unknown[] = [
  null,
  {},
  'x',
  [1],
  [[1]],
  [[1, 2, 3]],
  [['1', 2]],
  [[1, -2]],
  [[1, 1e300]],
  [[Number.NaN, 1]],
  [
    [5, 1],
    [5, 1],
  ],
  [
    [9, 1],
    [5, 1],
  ],
  Array.from({ length: 401 }, (_, at) => [at, 1]),
];

test('buckets that cannot be true are none at all', () => {
  for (const latency_buckets of wrongBuckets)
    assert.deepEqual(tsgiStatsFrom({ tsgi: { latency_buckets } })?.latency_buckets, []);
});

test('routes that cannot be true are left out, and no more than the server has are read', () => {
  const [good] = block.routes;
  const wrong = [
    null,
    1,
    [],
    {},
    { ...good, route: 7 },
    { ...good, requests: -1 },
    { ...good, running_time: 1e300 },
  ];
  const long = { ...good, route: 'x'.repeat(301) };
  assert.deepEqual(tsgiStatsFrom({ tsgi: { routes: [...wrong, long, good] } })?.routes, [good]);
  const many = Array.from({ length: 5000 }, () => good);
  assert.equal(tsgiStatsFrom({ tsgi: { routes: many } })?.routes.length, 200);
});
