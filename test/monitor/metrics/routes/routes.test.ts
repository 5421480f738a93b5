import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MAX_GROUPS,
  observeRoutes,
  type RequestGrouping,
  type RouteWatch,
  routeShares,
  routeWindow,
} from '../../../../src/monitor/metrics/routes/routes.js';
import type { RequestSample } from '../../../../src/monitor/metrics/sample/sample.js';
import { capturedSeries, watch } from '../readings.js';

const START_MS = 1_700_000_000_000;

function request(uri: string | null, other: Partial<RequestSample> = {}): RequestSample {
  return {
    slot: 1,
    core: 0,
    pid: 7,
    ageSeconds: 2,
    startedAtMs: null,
    firstSeenMs: START_MS,
    method: uri === null ? null : 'GET',
    uri,
    client: '10.0.0.1',
    host: null,
    userAgent: null,
    app: '',
    longKind: null,
    patienceSeconds: null,
    vars: [],
    ...other,
  };
}

/** One reading a second, of the same requests. */
function sampled(
  readings: number,
  requests: readonly RequestSample[],
  before: RouteWatch | null = null,
): RouteWatch {
  let routes = before;
  for (let second = 0; second < readings; second += 1) {
    routes = observeRoutes(routes, requests, START_MS + second * 1000, second === 0 ? null : 1);
  }
  return routes ?? assert.fail();
}

test('requests to one endpoint count as one, and shares are those of the time', () => {
  const routes = sampled(11, [request('/report/17?year=2025'), request('/report/18'), request('/cart')]);
  const shares = routeShares(routes, 'route');
  assert.deepEqual(
    shares.map(({ group, inFlight, seen, oldestSeconds, meanAgeSeconds }) => [
      group,
      inFlight,
      seen,
      oldestSeconds,
      meanAgeSeconds,
    ]),
    [
      ['GET /report/:id', 2, 2, 2, 2],
      ['GET /cart', 1, 1, 2, 2],
    ],
  );
  assert.deepEqual(
    shares.map(({ busyShare }) => Math.round((busyShare ?? 0) * 100)),
    [67, 33],
  );
  assert.deepEqual(routeWindow(routes), { readings: 11, sinceMs: START_MS });
});

test('clients, apps and user agents are groups too; what is not told is one group', () => {
  const requests = [
    request('/a', { client: '10.0.0.1', app: '', userAgent: 'curl' }),
    request('/b', { client: '10.0.0.1', app: '/api', userAgent: null }),
    request('/c', { client: null, app: null, userAgent: 'curl' }),
  ];
  const routes = sampled(2, requests);
  const names = (grouping: RequestGrouping) =>
    routeShares(routes, grouping)
      .map(({ group }) => group)
      .sort();
  assert.deepEqual(names('client'), ['', '10.0.0.1']);
  assert.deepEqual(names('app'), ['', '/', '/api']);
  assert.deepEqual(names('agent'), ['', 'curl']);
});

test('a request that goes on is seen once, however often it is sampled', () => {
  const routes = sampled(60, [request('/slow')]);
  assert.deepEqual(
    routeShares(routes, 'route').map(({ seen, busyShare }) => [seen, busyShare]),
    [[1, 1]],
  );
});

test('what is longer ago than five minutes is forgotten', () => {
  const early = sampled(10, [request('/early')]);
  const late = observeRoutes(early, [request('/late')], START_MS + 5 * 60_000, 1);
  assert.deepEqual(
    routeShares(late, 'route').map(({ group }) => group),
    ['GET /late'],
  );
});

test('a clock that is set back leaves nothing from the future', () => {
  const routes = observeRoutes(sampled(3, [request('/a')]), [request('/b')], START_MS - 3_600_000, null);
  assert.deepEqual(
    routeShares(routes, 'route').map(({ group }) => group),
    ['GET /b'],
  );
});

/** So that nothing of it looks like an identifier. */
function inLetters(number: number): string {
  return [...String(number)].map((digit) => 'abcdefghij'.charAt(Number(digit))).join('');
}

test('a scan of paths that do not exist stays within bounds and pushes no busy route out', () => {
  let routes: RouteWatch | null = null;
  for (let second = 0; second < 600; second += 1) {
    const scan = Array.from({ length: 200 }, (_, index) =>
      request(`/${inLetters(second)}/${inLetters(index)}${'/zz'.repeat(3000)}`),
    );
    routes = observeRoutes(routes, [request('/busy'), ...scan], START_MS + second * 1000, 1);
  }
  const shares = routeShares(routes ?? assert.fail(), 'route');
  assert.ok(shares.length <= MAX_GROUPS, `${shares.length} groups`);
  assert.equal(shares[0]?.group, 'GET /busy');
  assert.ok(shares.every(({ group }) => group.length <= 200));
  assert.equal(
    Math.round((shares[0]?.busyShare ?? 0) * 1000),
    5,
    'the share is one of all that were sampled',
  );
});

test('readings without requests, and a first one, have no share out of nothing', () => {
  assert.deepEqual(routeShares(sampled(5, []), 'route'), []);
  const idle = observeRoutes(sampled(5, [request('/a')]), [], START_MS + 6000, 1);
  assert.deepEqual(
    routeShares(idle, 'route').map(({ group, inFlight }) => [group, inFlight]),
    [['GET /a', 0]],
  );
});

test('a captured series: shares add up to all of the time', () => {
  const routes = watch(capturedSeries('plain-4x2')).at(-1)?.routes ?? assert.fail();
  for (const grouping of ['route', 'client', 'app', 'agent'] as const) {
    const sum = routeShares(routes, grouping).reduce((total, { busyShare }) => total + (busyShare ?? 0), 0);
    assert.ok(Math.abs(sum - 1) < 1e-9, `${grouping}: ${sum}`);
  }
});
