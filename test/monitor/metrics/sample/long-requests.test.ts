// Requests that are long on purpose are no alarm, whichever way that is known; all others are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Observation } from '../../../../src/monitor/metrics/observation.js';
import { observe } from '../../../../src/monitor/metrics/observation.js';
import { type Limits, matchesRoute } from '../../../../src/monitor/metrics/sample/long-requests.js';
import { DEFAULT_THRESHOLDS } from '../../../../src/monitor/metrics/sample/thresholds.js';
import type { WorkersDocument } from '../../../../src/stats/schema.js';
import { at, capturedWorkers, readingOf, withFinished, withRequest, workersOf } from '../readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
const NOW = (at(IDLE.workers, 0).last_spawn ?? 0) + 10_000;

function withVars(document: WorkersDocument, vars: readonly string[]): WorkersDocument {
  const workers = document.workers.map((worker) => ({
    ...worker,
    cores: (worker.cores ?? []).map((core) => (core.in_request === 1 ? { ...core, vars } : core)),
  }));
  return { ...document, workers };
}

/** Requests of that age on the first cores, watched for three seconds. */
function watched(
  ageSeconds: number,
  vars: readonly string[],
  limits: Limits = DEFAULT_THRESHOLDS,
  count = 1,
): Observation {
  const busy = Array.from({ length: count }).reduce<WorkersDocument>(
    (all, _, index) => withRequest(all, 1 + Math.floor(index / 2), index % 2, NOW - ageSeconds),
    IDLE,
  );
  const document = withVars(busy, vars);
  return [0, 1, 2, 3].reduce<Observation | null>(
    (before, second) => observe(before, readingOf(document, (NOW + second) * 1000), limits),
    null,
  ) as Observation;
}

const LONG: Readonly<Record<string, readonly string[]>> = {
  'a WebSocket': [
    'REQUEST_METHOD=GET',
    'REQUEST_URI=/ws',
    'HTTP_UPGRADE=websocket',
    'HTTP_CONNECTION=Upgrade',
  ],
  'a WebSocket told by its key alone': [
    'REQUEST_URI=/chat',
    'HTTP_SEC_WEBSOCKET_KEY=dGhlIHNhbXBsZSBub25jZQ==',
  ],
  'an event stream': ['REQUEST_METHOD=GET', 'REQUEST_URI=/events', 'HTTP_ACCEPT=text/event-stream'],
  'an event stream among others': ['REQUEST_URI=/e', 'HTTP_ACCEPT=text/html;q=0.1, Text/Event-Stream, */*'],
};

for (const [name, vars] of Object.entries(LONG)) {
  test(`${name} is counted and is no alarm for hours`, () => {
    for (const age of [12, 40, 3000, 9000]) {
      const observation = watched(age, vars);
      assert.equal(observation.verdict.state, 'OK', `${age}`);
      assert.deepEqual(at(workersOf(observation).workers, 0).state, 'busy');
      assert.equal(workersOf(observation).totals.inFlight, 1);
      assert.equal(observation.events.length, 1);
    }
  });
}

const ORDINARY: Readonly<Record<string, readonly string[]>> = {
  'an ordinary request': ['REQUEST_METHOD=GET', 'REQUEST_URI=/report', 'HTTP_ACCEPT=text/html'],
  'a path that only looks like one': ['REQUEST_METHOD=GET', 'REQUEST_URI=/websocket/text/event-stream'],
  'an empty upgrade': ['REQUEST_URI=/x', 'HTTP_UPGRADE='],
  'another header that names it': ['REQUEST_URI=/x', 'HTTP_X_ACCEPT=text/event-stream'],
  'a request that tells nothing': [],
};

for (const [name, vars] of Object.entries(ORDINARY)) {
  test(`${name} is stuck after its time`, () => {
    assert.equal(watched(40, vars).verdict.state, 'STUCK');
    assert.equal(watched(12, vars).verdict.state, 'SLOW');
  });
}

test('routes of the configuration have a time of their own', () => {
  const vars = ['REQUEST_METHOD=GET', 'REQUEST_URI=/export/2024?format=csv'];
  const limits = { ...DEFAULT_THRESHOLDS, longRoutes: [{ pattern: 'GET /export/*', seconds: 120 }] };
  assert.equal(watched(100, vars, limits).verdict.state, 'OK');
  assert.equal(watched(130, vars, limits).verdict.state, 'STUCK');
  const never = { ...limits, longRoutes: [{ pattern: '/export/*', seconds: 0 }] };
  assert.equal(watched(90_000, vars, never).verdict.state, 'OK');
  assert.equal(watched(130, ['REQUEST_METHOD=POST', 'REQUEST_URI=/export/1'], limits).verdict.state, 'STUCK');
});

test('a pattern is a method or none, and a path with stars', () => {
  const cases: readonly (readonly [pattern: string, request: string, matches: boolean])[] = [
    ['/poll', 'GET /poll', true],
    ['/poll', 'GET /poll?since=3', true],
    ['/poll', 'GET /polls', false],
    ['get /poll', 'GET /poll', true],
    ['POST /poll', 'GET /poll', false],
    ['/a/*/export', 'GET /a/b/c/export', true],
    ['/a/*/export', 'GET /a/export', false],
    ['*', 'GET /', true],
    ['*.zip', 'GET /files/x.zip', true],
    ['/*a*b*c', `GET /${'ab'.repeat(5000)}`, false],
  ];
  for (const [pattern, request, matches] of cases) {
    const [method = '', uri = ''] = request.split(' ');
    assert.equal(matchesRoute(pattern, { method, uri }), matches, `${pattern} ${request.slice(0, 40)}`);
  }
});

test('a route that always takes long is learned', () => {
  let observation: Observation | null = null;
  let document: WorkersDocument = IDLE;
  const readAt = (second: number) => {
    observation = observe(observation, readingOf(document, (NOW + second) * 1000), DEFAULT_THRESHOLDS);
    return observation;
  };
  // Twelve downloads of 20 s, one after the other.
  for (let second = 0; second < 260; second += 1) {
    if (second % 21 === 0) document = withRequest(document, 1, 0, NOW + second, '/download');
    if (second % 21 === 20) document = withFinished(document, 1, 0, 20);
    readAt(second);
  }
  document = withRequest(document, 1, 0, NOW + 260, '/download');
  for (let second = 260; second < 300; second += 1)
    assert.ok(['OK', 'IDLE'].includes(readAt(second).verdict.state), `${second}`);
  let last: Observation | null = null;
  for (let second = 300; second < 330; second += 1) last = readAt(second);
  assert.equal(last?.verdict.state, 'STUCK');
});

test('saturation by them is told as that', () => {
  const facts = watched(600, LONG['a WebSocket'] ?? [], DEFAULT_THRESHOLDS, 8).verdict;
  assert.equal(facts.state, 'SATURATED');
  assert.ok(facts.facts.includes('8 of 8 threads are held by WebSockets'), facts.facts.join('; '));
});
