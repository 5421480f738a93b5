import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  at,
  capturedSeries,
  capturedWorkers,
  lastOf,
  readingOf,
  watch,
  watchDocuments,
  withFinished,
  withRequest,
  withWorker,
  workersOf,
} from '../readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
const SPAWNED = at(IDLE.workers, 0).last_spawn ?? 0;
/** A moment long after the spawn, on a full second of the server's clock. */
const NOW = SPAWNED + 1000;

function ageAfter(documents: Parameters<typeof watchDocuments>[0], startMs: number): number | null {
  return workersOf(watchDocuments(documents, startMs)).totals.oldestRequestSeconds;
}

test('a start in microseconds makes the age exact', () => {
  const document = withRequest(IDLE, 1, 0, NOW);
  const exact = withWorker(document, 1, {
    cores: (at(document.workers, 0).cores ?? []).map((core) =>
      core.in_request === 1 ? { ...core, request_start_us: NOW * 1e6 + 250_000 } : core,
    ),
  });
  const observation = watchDocuments([IDLE, exact, exact], NOW * 1000 - 500);
  assert.equal(at(workersOf(observation).workers, 0).ageSeconds, 1.25);
});

test('the age at first sight is the middle of what the whole second allows', () => {
  const cases: readonly (readonly [number, number, number])[] = [
    // started, looked at (seconds after NOW), age
    [-38, 0, 37.5],
    [-2, 0.5, 2],
    [0, 0.5, 0.25],
  ];
  for (const [started, looked, age] of cases) {
    const document = withRequest(IDLE, 2, 0, NOW + started);
    assert.equal(ageAfter([document], (NOW + looked) * 1000), age, `${started} ${looked}`);
  }
});

test('a request that appears between two samples is no older than that', () => {
  const appeared = withRequest(IDLE, 2, 0, NOW + 1);
  // Looked at 0.8 and 1.8: it started at 1.0 to 1.8.
  const seen = watch([readingOf(IDLE, (NOW + 0.8) * 1000), readingOf(appeared, (NOW + 1.8) * 1000)]);
  assert.equal(workersOf(lastOf(seen)).totals.oldestRequestSeconds?.toFixed(3), '0.400');
});

test('a request is never younger than it was watched, and grows with the clock', () => {
  const request = withRequest(IDLE, 2, 0, NOW);
  const ages = watch(
    Array.from({ length: 6 }, (_, second) => readingOf(request, (NOW + 0.5 + second) * 1000)),
  ).map((observation) => workersOf(observation).totals.oldestRequestSeconds ?? 0);
  ages.forEach((age, second) => {
    assert.ok(age >= second && age <= second + 0.5, `${age} after ${second}`);
  });
});

test('ages survive a server clock that is two minutes off', () => {
  for (const skewSeconds of [-120, 120]) {
    const known = withRequest(IDLE, 1, 0, NOW - 10 - skewSeconds);
    const both = withRequest(known, 2, 0, NOW - skewSeconds);
    const startMs = NOW * 1000 - 300;
    const observation = watchDocuments([known, both], startMs);
    const [oldest, youngest] = workersOf(observation).requests;
    assert.ok(oldest?.ageSeconds && youngest?.ageSeconds);
    assert.ok(Math.abs(oldest.ageSeconds - 10.5) < 1.1, `${skewSeconds}: ${oldest.ageSeconds}`);
    assert.ok(youngest.ageSeconds <= 1, `${skewSeconds}: ${youngest.ageSeconds}`);
  }
});

test('uptimes are corrected by the same clock', () => {
  const behind = withRequest(IDLE, 2, 0, NOW - 120);
  const { workers } = workersOf(watchDocuments([IDLE, behind], NOW * 1000 - 300));
  const uptime = at(workers, 0).uptimeSeconds ?? 0;
  assert.ok(Math.abs(uptime - (1000 - 120)) < 1.5, `${uptime}`);
});

test('a version that does not tell the start is watched instead', () => {
  const request = withRequest(IDLE, 3, 1, null);
  const first = workersOf(watchDocuments([request], NOW * 1000));
  assert.equal(first.totals.oldestRequestSeconds, null);
  assert.equal(first.totals.inFlight, 1);
  const later = workersOf(watchDocuments([request, request, request], NOW * 1000));
  assert.equal(later.totals.oldestRequestSeconds, 2);
  const appeared = workersOf(watchDocuments([IDLE, request], NOW * 1000));
  assert.equal(appeared.totals.oldestRequestSeconds, 0.5);
});

test('the next request on the same core is another one', () => {
  const first = withRequest(IDLE, 2, 0, NOW);
  const second = withRequest(withFinished(first, 2, 0, 5), 2, 0, NOW + 5);
  const observation = watch([readingOf(first, (NOW + 5) * 1000), readingOf(second, (NOW + 6) * 1000)]);
  const age = workersOf(lastOf(observation)).totals.oldestRequestSeconds ?? 0;
  assert.ok(age > 0 && age <= 1, `${age}`);
});

test('the start may come a moment after the flag without making two requests of one', () => {
  const flagged = withRequest(IDLE, 2, 0, null);
  const started = withRequest(IDLE, 2, 0, NOW);
  const ages = watch(
    [IDLE, flagged, started].map((document, second) => readingOf(document, (NOW - 0.6 + second) * 1000)),
  ).map((observation) => workersOf(observation).totals.oldestRequestSeconds ?? -1);
  assert.equal(ages[0], -1);
  assert.ok((ages[2] ?? 0) >= 1, 'it was watched for a second');
});

test('a request that cannot be is not shown', () => {
  const stuck = withRequest(IDLE, 2, 0, NOW);
  const cases = {
    'its process is gone': withWorker(stuck, 2, { pid: 0 }),
    'its worker is still loading': withWorker(stuck, 2, { accepting: 0 }),
    'it is older than the process': withWorker(stuck, 2, {
      pid: 4711,
      respawn_count: 2,
      last_spawn: NOW + 1,
    }),
    'its cheaped worker is gone': withWorker(stuck, 2, { pid: 0, status: 'cheap' }),
    'a cheaped worker without a start': withWorker(withRequest(IDLE, 2, 0, null), 2, { status: 'cheap' }),
  };
  for (const [why, document] of Object.entries(cases)) {
    const { totals, requests, workers } = workersOf(watchDocuments([document], (NOW + 2) * 1000));
    assert.equal(totals.inFlight, 0, why);
    assert.deepEqual(requests, [], why);
    assert.notEqual(at(workers, 1).state, 'busy', why);
  }
});

test('what a killed process left behind is not a request of the next one', () => {
  const stuck = withRequest(IDLE, 2, 0, NOW);
  // Killed and spawned again within the second in which the request started.
  const respawned = withWorker(stuck, 2, { pid: 4711, respawn_count: 2, harakiri_count: 1, last_spawn: NOW });
  const { totals } = workersOf(watchDocuments([stuck, respawned], NOW * 1000 + 500));
  assert.equal(totals.inFlight, 0);
});

test('a request without variables is still a request', () => {
  const core = at(withRequest(IDLE, 2, 0, NOW).workers, 1).cores?.[0];
  assert.ok(core);
  for (const vars of [[], null]) {
    const document = withWorker(IDLE, 2, { status: 'busy', cores: [{ ...core, vars }] });
    const request = at(workersOf(watchDocuments([document], NOW * 1000 + 500)).requests, 0);
    assert.equal(request.uri, null);
    assert.equal(request.method, null);
    assert.deepEqual(request.vars, []);
    assert.equal(request.ageSeconds, 0.25);
  }
});

test('requests carry what identifies them, oldest first, and all variables by reference', () => {
  const document = capturedWorkers('plain-4x2-busy');
  const { requests, workers } = workersOf(watchDocuments([document], 1_795_353_527_000));
  assert.equal(requests.length, 3);
  const request = at(requests, 0);
  assert.equal(request.method, 'GET');
  assert.match(request.uri ?? '', /^\/sleep\?s=3&user=\d&q=hello%20world$/);
  assert.equal(request.client, '127.0.0.1');
  assert.equal(request.host, 'localhost');
  assert.equal(request.userAgent, 'corpus/1.0');
  assert.equal(request.app, '');
  assert.equal(request.startedAtMs, 1_795_353_526_000);
  const core = at(workers, request.slot - 1).cores.find(({ id }) => id === request.core);
  assert.equal(core?.now, request);
  assert.equal(request.vars, document.workers[request.slot - 1]?.cores?.[request.core]?.vars);
});

test('the request that slept for 30 s is followed through the whole series', () => {
  const observations = watch(capturedSeries('plain-4x2'));
  const ages = observations
    .slice(11)
    .map((observation) => workersOf(observation).totals.oldestRequestSeconds);
  ages.forEach((age, index) => {
    const expected = 0.25 + index * 0.5;
    assert.ok(age !== null && Math.abs(age - expected) <= 0.5, `${age} is not about ${expected}`);
  });
  const { workers, peaks } = workersOf(lastOf(observations));
  assert.equal(at(workers, 0).longestSeconds, peaks.oldestRequestSeconds);
  assert.ok((at(workers, 0).now?.uri ?? '').startsWith('/sleep'));
});

test('the longest request counts also when it came and went between two samples', () => {
  const { workers } = workersOf(watchDocuments([IDLE, withFinished(IDLE, 2, 0, 0.7)], NOW * 1000));
  assert.equal(at(workers, 1).longestSeconds, 0.7);
  assert.equal(at(workers, 0).longestSeconds, null);
});
