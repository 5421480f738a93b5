// The countdown of harakiri: true for one core and for tsgi, and only sometimes for the threads of uWSGI.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finishedMs } from '../../../../src/monitor/metrics/carried/watched-facts.js';
import { type HarakiriTimer, harakiriTimer } from '../../../../src/monitor/metrics/lives/harakiri-timer.js';
import type { Observation } from '../../../../src/monitor/metrics/observation.js';
import type { WorkersDocument } from '../../../../src/stats/schema.js';
import { at, capturedWorkers, readingOf, watch, withFinished, withRequest, workersOf } from '../readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
const NOW = (at(IDLE.workers, 0).last_spawn ?? 0) + 1000;

function timerAfter(documents: readonly WorkersDocument[]): HarakiriTimer {
  const observation = at(watch(documents.map((one, index) => readingOf(one, (NOW + index) * 1000))), -1);
  return harakiriTimer(workerOf(observation), 'uWSGI', finishedMs(observation, 1));
}

function workerOf(observation: Observation) {
  return at(workersOf(observation).workers, 0);
}

function repeated(document: WorkersDocument, times: number): readonly WorkersDocument[] {
  return Array.from({ length: times }, () => document);
}

const LONG = withRequest(IDLE, 1, 0, NOW, '/long');

test('one thread: the age of its request counts', () => {
  const one = { ...LONG, workers: LONG.workers.map((w) => ({ ...w, cores: w.cores?.slice(0, 1) ?? null })) };
  const timer = timerAfter(repeated(one, 8));
  assert.ok(timer.kind === 'request' && timer.seconds >= 6, JSON.stringify(timer));
});

test('threads, and nothing else happens: the age of the request counts', () => {
  const timer = timerAfter(repeated(LONG, 8));
  assert.ok(timer.kind === 'worker' && timer.seconds >= 6, JSON.stringify(timer));
});

test('another request begins: the timer begins anew', () => {
  const both = withRequest(LONG, 1, 1, NOW + 6, '/short');
  const timer = timerAfter([...repeated(LONG, 6), ...repeated(both, 2)]);
  assert.ok(timer.kind === 'worker' && timer.seconds <= 2, JSON.stringify(timer));
});

test('another request ends: the timer is stopped, however old the long one is', () => {
  const both = withRequest(LONG, 1, 1, NOW + 3, '/short');
  const ended = withFinished(both, 1, 1, 2);
  assert.deepEqual(timerAfter([...repeated(LONG, 3), both, both, ...repeated(ended, 30)]), {
    kind: 'stopped',
  });
});

test('tsgi has a timer for each request, whatever the others do', () => {
  const both = withRequest(LONG, 1, 1, NOW + 6, '/short');
  const observation = at(
    watch([LONG, both].map((one, index) => readingOf(one, (NOW + 6 * index) * 1000))),
    -1,
  );
  const timer = harakiriTimer(workerOf(observation), 'tsgi', finishedMs(observation, 1));
  assert.ok(timer.kind === 'request' && timer.seconds >= 5, JSON.stringify(timer));
});

test('nothing in flight, or a worker that was not watched: unknown', () => {
  assert.deepEqual(timerAfter(repeated(IDLE, 3)), { kind: 'unknown' });
  const observation = at(watch([readingOf(LONG, NOW * 1000)]), -1);
  assert.deepEqual(harakiriTimer(workerOf(observation), 'uWSGI', undefined), { kind: 'unknown' });
});
