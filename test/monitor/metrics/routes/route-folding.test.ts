import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  learnRoutes,
  MAX_FOLDED,
  MAX_PLACES,
  MAX_VALUES,
  NOTHING_FOLDED,
  type RouteFolding,
  routeNamer,
} from '../../../../src/monitor/metrics/routes/route-folding.js';
import { observeRoutes, refolded, routeShares } from '../../../../src/monitor/metrics/routes/routes.js';
import type { RequestSample } from '../../../../src/monitor/metrics/sample/sample.js';
import { randomFrom } from '../simulated-server.js';

const NOW = 1_700_000_000_000;

function request(uri: string): RequestSample {
  return {
    slot: 1,
    core: 0,
    pid: 7,
    ageSeconds: 1,
    startedAtMs: null,
    firstSeenMs: NOW,
    method: 'GET',
    uri,
    client: null,
    host: null,
    userAgent: null,
    longKind: null,
    patienceSeconds: null,
    app: null,
    vars: [],
  };
}

function learned(uris: readonly string[], before: RouteFolding = NOTHING_FOLDED): RouteFolding {
  return uris.reduce((folding, uri) => learnRoutes(folding, [request(uri)], NOW), before);
}

function routesOf(uris: readonly string[], folding = learned(uris)): readonly string[] {
  const nameOf = routeNamer(folding);
  return [...new Set(uris.map((uri) => nameOf({ method: null, uri }) ?? ''))];
}

const NAMES =
  'alice bob carol dave erin frank grace heidi ivan judy mallory oscar peggy trent victor walter'.split(' ');
const SLUGS = 'red-hat blue-shoes green-tea old-chair tall-lamp wide-desk soft-bed warm-coat'.split(' ');

test('segments that differ while the rest is the same are one route', () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [NAMES.map((name) => `/users/${name}`), '/users/:id'],
    [NAMES.map((name) => `/users/${name}/edit`), '/users/:id/edit'],
    [NAMES.map((name) => `/api/v1/users/${name}`), '/api/v1/users/:id'],
    [SLUGS.map((slug) => `/products/${slug}?page=1`), '/products/:id'],
    [SLUGS.map((slug) => `/shop/${slug}/reviews`), '/shop/:id/reviews'],
    [SLUGS.map((slug) => `/questions/42/${slug}`), '/questions/:id/:id'],
    [SLUGS.map((slug) => `/${slug}`), '/:id'],
    [SLUGS.map((slug, index) => `/users/${NAMES[index]}/posts/${slug}`), '/users/:id/posts/:id'],
    [NAMES.map((name, index) => `/users/${name}/photos/${NAMES[15 - index]}`), '/users/:id/photos/:id'],
    [NAMES.map((_, index) => `/u/user${index}`), '/u/:id'],
    [NAMES.map((_, index) => `/node-${index}/status`), '/:id/status'],
    [NAMES.map((name) => `/wiki/${name}`), '/wiki/:id'],
    [NAMES.map((name) => `/lookup/${name}`), '/lookup/:id'],
    [NAMES.map((name) => `/tenant/${name}/dashboard`), '/tenant/:id/dashboard'],
    [
      ['zürich', 'genève', '東京', 'malmö', 'łódź', 'são'].map(
        (name) => `/cities/${encodeURIComponent(name)}`,
      ),
      '/cities/:id',
    ],
  ];
  for (const [uris, route] of cases) assert.deepEqual(routesOf(uris).at(-1), route, uris[0]);
});

test('once a place is known, every path there has the one name', () => {
  const folding = learned(NAMES.map((name) => `/users/${name}`));
  assert.deepEqual(routesOf(['/users/zoe', '/users/42', '/users/9b2f01'], folding), ['/users/:id']);
});

test('endpoints stay apart, however often and in whatever order they come', () => {
  const flat = 'cart checkout report search account login help pricing blog about jobs press'.split(' ');
  const resources =
    'users orders products carts invoices payments refunds reviews coupons shipments taxes stores'.split(' ');
  const endpoints = [
    ...flat.map((name) => `/${name}`),
    ...resources.map((name) => `/api/${name}`),
    ...resources.map((name) => `/api/v2/${name}/`),
    ...'login logout signup reset confirm'.split(' ').map((name) => `/accounts/${name}`),
    ...'profile orders addresses cards wishlist settings'.split(' ').map((name) => `/users/42/${name}`),
    '/v1/status',
    '/v2/status',
    '/v3/status',
  ];
  const random = randomFrom(5);
  for (let round = 0; round < 20; round += 1) {
    const uris = Array.from({ length: 300 }, () => endpoints[Math.floor(random() * endpoints.length)] ?? '/');
    const folding = learned(uris);
    assert.deepEqual([...folding.folded], [], `round ${round}`);
  }
});

test('what is done with all of a collection is no member of it', () => {
  const folding = learned(NAMES.map((name) => `/users/${name}`));
  assert.deepEqual(routesOf(['/users/search', '/users/export.csv', '/users/bob'], folding), [
    '/users/search',
    '/users/export.csv',
    '/users/:id',
  ]);
});

test('what is learned renames what was tallied before', () => {
  const early = NAMES.slice(0, 3).map((name) => request(`/users/${name}`));
  const before = observeRoutes(null, early, NOW, 1);
  assert.equal(routeShares(before, 'route').length, 3);
  const folding = learned(NAMES.map((name) => `/users/${name}`));
  const after = routeShares(refolded(before, folding.folded), 'route');
  assert.deepEqual(
    after.map(({ group, seen, busyShare }) => [group, seen, busyShare]),
    [['GET /users/:id', 3, 1]],
  );
});

test('memory stays bounded whatever is asked for, and what was folded stays', () => {
  const random = randomFrom(9);
  const word = () => Array.from({ length: 6 }, () => 'bcdfgaeiou'.charAt(Math.floor(random() * 10))).join('');
  let folding = learned(NAMES.map((name) => `/users/${name}`));
  for (let reading = 0; reading < 60; reading += 1) {
    const storm = Array.from({ length: 300 }, () => request(`/${word()}/${word()}/${word()}`.repeat(4)));
    folding = learnRoutes(folding, storm, NOW);
  }
  assert.ok(folding.places.size <= MAX_PLACES && folding.folded.size <= MAX_FOLDED);
  assert.ok([...folding.places.values()].every(({ values }) => values.size <= MAX_VALUES));
  assert.deepEqual(routesOf(['/users/zoe'], folding), ['/users/:id']);
});
