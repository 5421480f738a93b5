// A core that still says it is in a request that is over, and one that is in the next request already.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkersDocument } from '../../../../src/stats/schema.js';
import {
  at,
  capturedWorkers,
  watchDocuments,
  withFinished,
  withRequest,
  withWorker,
  workersOf,
} from '../readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
/** A full second of the server's clock, long after the spawn. */
const SECOND = (at(IDLE.workers, 0).last_spawn ?? 0) + 1000;
const FIRST = withRequest(IDLE, 1, 0, SECOND, '/first');
const NEXT = withRequest(withFinished(FIRST, 1, 0, 1), 1, 0, SECOND, '/next');

/** Requests in flight after readings at these seconds of the server's clock. */
function inFlightAfter(readings: readonly (readonly [seconds: number, document: WorkersDocument])[]): number {
  const [first] = readings;
  const step = (readings[1]?.[0] ?? 0) - (first?.[0] ?? 0);
  const documents = readings.map(([, document]) => document);
  return workersOf(watchDocuments(documents, (SECOND + (first?.[0] ?? 0)) * 1000, step)).totals.inFlight ?? 0;
}

test('a request that begins in the second of the one before it is in flight, however often that was seen', () => {
  for (let earlier = 1; earlier <= 4; earlier += 1) {
    const step = 0.9 / (earlier + 1);
    const seen = Array.from({ length: earlier }, (_, index) => [0.05 + index * step, FIRST] as const);
    assert.equal(inFlightAfter([...seen, [0.05 + earlier * step, NEXT]]), 1, `${earlier} times`);
  }
});

test('so is one of a server that tells microseconds', () => {
  const exact = (document: WorkersDocument, micros: number) =>
    withWorker(document, 1, {
      cores: (at(document.workers, 0).cores ?? []).map((core) =>
        core.in_request === 1 ? { ...core, request_start_us: SECOND * 1e6 + micros } : core,
      ),
    });
  const readings = [
    [0.3, exact(FIRST, 100_000)],
    [0.8, exact(NEXT, 600_000)],
  ] as const;
  assert.equal(inFlightAfter(readings), 1);
});

test('a flag that is left when the second of its start is long over is none', () => {
  const readings = [
    [3, FIRST],
    [4, FIRST],
    [5, NEXT],
    [6, NEXT],
  ] as const;
  assert.equal(inFlightAfter(readings), 0);
});
