import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, capturedSeries, lastOf, watch, workersOf } from './readings.js';

test('a first sample has totals and no rates', () => {
  const first = at(watch(capturedSeries('gevent-2x50')), 0);
  const { totals } = workersOf(first);
  assert.equal(first.sample.intervalSeconds, null);
  assert.equal(totals.requestsTotal, 0);
  assert.equal(totals.cores, 100);
  for (const name of [
    'requestsPerSecond',
    'exceptionsPerSecond',
    'busyRatio',
    'latencySeconds',
    'staticPerSecond',
    'writeErrorsPerSecond',
    'readErrorsPerSecond',
    'txBytesPerSecond',
    'capacityPerSecond',
    'respawnsLast15Minutes',
  ] as const) {
    assert.equal(totals[name], null, name);
  }
});

test('requests a second are what the counters gained over the time between the readings', () => {
  const readings = capturedSeries('plain-4x2');
  const { sample } = lastOf(watch(readings.slice(0, 16)));
  // 55 to 69 requests from snapshot 15 to 16, 0.5 s apart.
  assert.equal(sample.intervalSeconds?.toFixed(2), '0.50');
  const { totals } = workersOf(lastOf(watch(readings.slice(0, 16))));
  assert.equal(totals.requestsTotal, 69);
  assert.equal(totals.requestsPerSecond?.toFixed(1), '28.0');
});
