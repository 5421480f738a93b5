import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameLife } from '../../../../src/monitor/metrics/lives/lives.js';
import {
  at,
  capturedSeries,
  capturedWorkers,
  readingOf,
  SERIES,
  watch,
  watchDocuments,
  withWorker,
  workersOf,
} from '../readings.js';

const START_MS = 1_795_353_870_000;

test('a full reload is noticed although the master keeps its pid', () => {
  const cases = [
    ['reload-0-before', 'reload-2-after-sighup'],
    ['reload-1-sighup-step2', 'reload-2-after-sighup'],
    ['reload-6-after-chain', 'reload-7-after-sigterm'],
    ['reload-4-after-workers', 'reload-7-after-sigterm'],
  ] as const;
  for (const [before, after] of cases) {
    assert.equal(isSameLife(capturedWorkers(before), capturedWorkers(after)), false, `${before} ${after}`);
  }
});

test('a respawn, a worker reload or a chain reload is the same life', () => {
  const cases = [
    ['reload-0-before', 'reload-1-sighup-step0'],
    ['reload-1-sighup-step0', 'reload-1-sighup-step1'],
    ['reload-1-sighup-step1', 'reload-1-sighup-step2'],
    ['reload-3-workers-step0', 'reload-3-workers-step1'],
    ['reload-3-workers-step2', 'reload-4-after-workers'],
    ['reload-4-after-workers', 'reload-6-after-chain'],
    ['respawn-0-before', 'pause-with-busy'],
  ] as const;
  for (const [before, after] of cases) {
    assert.equal(isSameLife(capturedWorkers(before), capturedWorkers(after)), true, `${before} ${after}`);
  }
});

test('one counter that falls is a correction, several are a new life, a new master is one too', () => {
  const before = capturedWorkers('plain-4x2-after-45-requests');
  const { requests, last_spawn } = at(before.workers, 0);
  assert.ok(requests !== null && requests > 0 && last_spawn !== null);
  const unnamed = withWorker(before, 1, { pid: null });
  assert.equal(isSameLife(unnamed, withWorker(unnamed, 1, { requests: requests - 1 })), true);
  assert.equal(isSameLife(unnamed, withWorker(unnamed, 1, { requests: requests - 1, tx: 0 })), false);
  assert.equal(isSameLife(before, { ...before, pid: 1 }), false);
});

test('a process that goes on is the same life, whatever its counters say; a later one of that id is not', () => {
  const before = capturedWorkers('plain-4x2-after-45-requests');
  const { last_spawn } = at(before.workers, 0);
  assert.equal(isSameLife(before, withWorker(before, 1, { requests: 0, tx: 0, respawn_count: 0 })), true);
  const later = { requests: 0, tx: 0, running_time: 0, last_spawn: (last_spawn ?? 0) + 60 };
  assert.equal(isSameLife(before, withWorker(before, 1, later)), false);
});

test('workers more or fewer, or in another order, are the same life', () => {
  const before = capturedWorkers('plain-4x2-after-45-requests');
  const { workers } = before;
  for (const now of [workers.slice(1), workers.slice(0, 1), workers.toReversed(), []]) {
    assert.equal(isSameLife(before, { ...before, workers: now }), true, `${now.length}`);
    assert.equal(isSameLife({ ...before, workers: now }, before), true, `${now.length}`);
  }
});

test('the first sample after a full reload has no rates, the next one has', () => {
  const observations = watch(capturedSeries('reload-preload'));
  const after = at(observations, 10);
  assert.equal(after.sample.intervalSeconds, null);
  assert.equal(workersOf(after).totals.requestsPerSecond, null);
  assert.equal(workersOf(after).totals.busyRatio, null);
  // The new life has already served more than the old one: 24 requests against 23.
  assert.equal(workersOf(after).totals.requestsTotal, 24);
  assert.equal(workersOf(at(observations, 11)).totals.requestsPerSecond?.toFixed(1), '6.0');
  assert.equal(workersOf(after).totals.respawnsLast15Minutes, 0);
});

test('a reload of workers keeps the counters and counts their respawns', () => {
  const names = [
    'reload-3-workers-step0',
    'reload-3-workers-step1',
    'reload-3-workers-step2',
    'reload-4-after-workers',
  ];
  const { totals, workers } = workersOf(watchDocuments(names.map(capturedWorkers), START_MS));
  assert.equal(totals.requestsTotal, 7);
  assert.equal(totals.requestsPerSecond, 0);
  assert.equal(totals.respawnsTotal, 3);
  assert.equal(totals.respawnsLast15Minutes, 3);
  assert.deepEqual(
    workers.map((worker) => worker.requestsSinceSpawn),
    [0, 0, 0],
  );
});

test('respawns are forgotten after a quarter of an hour', () => {
  const before = capturedWorkers('reload-3-workers-step0');
  const after = capturedWorkers('reload-4-after-workers');
  const readings = [
    readingOf(before, START_MS),
    readingOf(after, START_MS + 1000),
    readingOf(after, START_MS + 899_000),
    readingOf(after, START_MS + 902_000),
  ];
  const counted = watch(readings).map((observation) => workersOf(observation).totals.respawnsLast15Minutes);
  assert.deepEqual(counted, [null, 3, 3, 0]);
});

test('a correction downwards gives no negative rate', () => {
  const before = capturedWorkers('plain-4x2-after-45-requests');
  const after = withWorker(before, 1, { requests: (at(before.workers, 0).requests ?? 0) - 1 });
  const { totals, workers } = workersOf(watchDocuments([before, after], START_MS));
  assert.equal(at(workers, 0).requestsPerSecond, 0);
  assert.equal(totals.requestsPerSecond, 0);
});

test('time that does not pass gives no rates, and the next sample has them again', () => {
  const document = capturedWorkers('plain-4x2-busy');
  for (const stepMs of [0, -5000, 5]) {
    const readings = [0, stepMs, stepMs + 1000].map((ms) => readingOf(document, START_MS + ms));
    const observations = watch(readings);
    const [, stopped, later] = observations;
    assert.ok(stopped && later);
    assert.equal(stopped.sample.intervalSeconds, null, `${stepMs}`);
    assert.equal(workersOf(stopped).totals.requestsPerSecond, null);
    assert.equal(workersOf(stopped).totals.busyRatio, null);
    assert.equal(workersOf(later).totals.requestsPerSecond, 0);
    assert.notEqual(workersOf(later).totals.busyRatio, null);
  }
});

test('every series is one life, but for the one with a reload', () => {
  for (const name of SERIES) {
    const restarts = watch(capturedSeries(name)).filter(({ sample }) => sample.intervalSeconds === null);
    assert.equal(restarts.length, name === 'reload-preload' ? 2 : 1, name);
  }
});
